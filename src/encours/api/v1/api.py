"""The API of version 1 and its OpenAPI document."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from encours import __version__
from encours.api.v1 import books, deductions, figures, imports, matches, policy, problems, review
from encours.api.v1.door import Token

_KEY = {
    "in": "header", "name": "Idempotency-Key", "required": False, "schema": {"type": "string", "maxLength": 255, "pattern": "^[!-~]*$"},
    "description": "A repetition with the same key gets the first answer and does nothing.",
}  # fmt: skip


class EncoursAPI(NinjaAPI):
    """Ninja, whose document says that errors are problem details and that writing requests take an Idempotency-Key."""

    def get_openapi_schema(self, **arguments: Any) -> OpenAPISchema:
        """The document."""
        schema = super().get_openapi_schema(**arguments)
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {"application/problem+json": response["content"].pop("application/json")}
                if method == "post":
                    operation["parameters"].append(_KEY)
        return schema


api = EncoursAPI(
    title="Encours", version=__version__, auth=Token(), docs_url=None, openapi_url="openapi.json", urls_namespace="api-v1",
    description="Accounts receivable: who owes what since when, who paid what, whom to remind. Amounts are integers in minor units; days are ISO 8601. "
    "Errors are problem details (RFC 9457) in the language of Accept-Language.",
)  # fmt: skip
problems.register(api)
for _router in (books.router, deductions.router, figures.router, imports.router, matches.router, policy.router, review.router):
    api.add_router("", _router)
