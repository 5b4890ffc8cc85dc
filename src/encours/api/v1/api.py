"""The API of version 1 and its OpenAPI document."""

from __future__ import annotations

from ninja import NinjaAPI

from encours import __version__
from encours.api.v1 import books, figures, imports, matches, problems
from encours.api.v1.door import Token

api = NinjaAPI(
    title="Encours", version=__version__, auth=Token(), docs_url=None, openapi_url="openapi.json", urls_namespace="api-v1",
    description="Accounts receivable: who owes what since when, who paid what, whom to remind. Amounts are integers in minor units; days are ISO 8601. "
    "Errors are problem details (RFC 9457) in the language of Accept-Language.",
)  # fmt: skip
problems.register(api)
for _router in (books.router, figures.router, imports.router, matches.router):
    api.add_router("", _router)
