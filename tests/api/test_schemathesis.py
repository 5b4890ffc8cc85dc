"""The OpenAPI document is the truth: generated requests, right and wrong ones, find no defect, no undocumented answer, and nothing of another organization."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from encours.api.v1.api import api
from tests.api.world import Door

pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(), default=str))
OPERATIONS = [(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods]


def test_the_document_says_what_every_operation_may_answer() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    for method, path in OPERATIONS:
        operation = DOCUMENT["paths"][path][method.lower()]
        assert operation["summary"]
        assert operation["description"]
        assert {"200", "401"} <= set(operation["responses"])
        assert operation["security"]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_generated_request_finds_a_defect_or_another_organization(lumen: Door, rival: Door, method: str, path: str) -> None:
    document = schemathesis.openapi.from_dict(DOCUMENT)
    document.app = get_wsgi_application()
    operation = document[path][method]
    theirs = rival.house.ids()

    @settings(
        max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], derandomize=True
    )
    @given(
        case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)),
        own=st.booleans(),
        language=st.sampled_from(["fr", "en", "de", ""]),
    )
    def probe(case: Any, own: bool, language: str) -> None:
        if "company" in case.path_parameters:
            case.path_parameters["company"] = lumen.house.slug if own else rival.house.slug
        if not own:
            case.path_parameters |= {
                name: theirs[kind]
                for name, kind in (("key", "customer"), ("item_id", "item"), ("import_id", "import"), ("line_id", "line"))
                if name in case.path_parameters
            }
        token = lumen.writer if method == "POST" else lumen.reader
        response = case.call(headers={"Authorization": f"Bearer {token}", "Host": "localhost", "Accept-Language": language})
        case.validate_response(response, checks=CHECKS)
        if not own and "company" in case.path_parameters:
            assert response.status_code in (401, 404, 405, 422), response.text[:300]
            assert "rival" not in response.text.lower().replace("there is no company “rival”", "").replace("pas de société « rival »", "")

    probe()
