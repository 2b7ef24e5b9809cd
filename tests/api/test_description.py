"""The description of the API, from which a program can be generated: Spectral's recommended rules, and our own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from api.http.app import create_app
from api.http.description import LINKS, NEEDED, TAGS
from api.http.settings import Settings
from api.places import Place

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """No ledger is needed to describe the API."""
    return create_app(Settings(Place(tmp_path_factory.mktemp("nowhere"), "none"))).openapi()


def operations(said: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, item in said["paths"].items() for method, one in item.items()]


def test_it_says_who_answers_and_where(said: dict[str, Any]) -> None:
    assert said["openapi"].startswith("3.1") and said["info"]["description"] and said["info"]["contact"]
    assert said["servers"] and [tag["name"] for tag in said["tags"]] == list(TAGS)
    assert all(tag["description"].endswith(".") for tag in said["tags"])


def test_every_operation_has_one_name_a_tag_a_description_and_is_kept_by_a_token(said: dict[str, Any]) -> None:
    names = Counter(one["operationId"] for _, _, one in operations(said))
    assert max(names.values()) == 1
    for path, method, one in operations(said):
        assert path.startswith("/v1/") and method in METHODS
        assert re.fullmatch(r"[a-z][a-z0-9_]*", one["operationId"]), path
        assert one["summary"] and not one["summary"].endswith(".") and one["description"], path
        assert one["tags"] and set(one["tags"]) <= set(TAGS), path
        assert one["security"], path


def test_no_two_forms_have_one_name(said: dict[str, Any]) -> None:
    """They would be told apart by the names of our modules, and no client could be generated."""
    assert [name for name in said["components"]["schemas"] if "__" in name] == []


def test_every_operation_says_what_may_go_wrong_as_a_problem(said: dict[str, Any]) -> None:
    for path, method, one in operations(said):
        statuses = set(one["responses"])
        assert statuses & {"200", "201", "204"}, path
        assert {"401", "403", "404", "422", "429", "500", "503"} <= statuses, path
        assert method == "get" or {"409", "412", "413", "415", "428"} <= statuses, path
    for response in said["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"] and response["description"]


def test_every_command_needs_a_key_and_those_to_a_family_its_version(said: dict[str, Any]) -> None:
    needed = {(one["operationId"], each["name"]): each for _, _, one in operations(said)
              for each in one.get("parameters", []) if each["name"].lower() in NEEDED}  # fmt: skip
    assert all(each["required"] and each["schema"]["type"] == "string" for each in needed.values())
    assert {("prepare_claims", "idempotency-key"), ("attach_family", "if-match")} <= set(needed)


def test_every_address_is_spelt_alike(said: dict[str, Any]) -> None:
    for path in said["paths"]:
        assert re.fullmatch(r"(/[a-z0-9-]+|/\{[a-z_]+\})+", path), path
        assert not path.endswith("/") and "?" not in path


def test_every_parameter_and_every_field_is_described(said: dict[str, Any]) -> None:
    for path, _, one in operations(said):
        declared = set(re.findall(r"\{(\w+)\}", path))
        parameters = one.get("parameters", [])
        assert declared == {each["name"] for each in parameters if each["in"] == "path"}, path
        assert len({(each["in"], each["name"]) for each in parameters}) == len(parameters), path
        for each in parameters:
            assert each.get("description"), (path, each["name"])
    for name, model in said["components"]["schemas"].items():
        for field, about in model.get("properties", {}).items():
            assert about.get("description"), (name, field)


def test_sums_are_in_pence_and_days_are_dates(said: dict[str, Any]) -> None:
    for name, model in said["components"]["schemas"].items():
        for field, about in model.get("properties", {}).items():
            forms = [about, *about.get("anyOf", [])]
            if field.endswith("_pence"):
                assert any(form.get("type") == "integer" for form in forms), (name, field)
                assert "pence" in about["description"], (name, field)
            if field.endswith("_on"):
                assert any(form.get("format") == "date" for form in forms), (name, field)
            if field in ("recorded_at", "started_at", "finished_at", "sealed_at"):
                assert any(form.get("format") == "date-time" for form in forms), (name, field)


def test_nothing_refers_to_what_is_not_there(said: dict[str, Any]) -> None:
    refs = set(re.findall(r"'\$ref': '([^']+)'", str(said)))
    for ref in refs:
        found = said
        for step in ref.removeprefix("#/").split("/"):
            found = found[step]
    used = {ref.rpartition("/")[2] for ref in refs}
    assert set(said["components"]["schemas"]) <= used


def test_links_lead_to_operations_that_take_what_they_give(said: dict[str, Any]) -> None:
    parameters = {one["operationId"]: {each["name"] for each in one.get("parameters", [])}
                  for _, _, one in operations(said)}  # fmt: skip
    for (of, to), given in LINKS.items():
        assert of in parameters and set(given) <= parameters[to]


def test_the_page_of_the_api_is_about_addresses_that_there_are(said: dict[str, Any]) -> None:
    page = (Path(__file__).parents[2] / "docs/api.md").read_text("utf-8")
    addresses = {re.sub(r"\{\w+\}|[A-Z]{2,}", "{}", path) for path in said["paths"]}
    on_the_page = re.findall(r"`(?:GET|POST) (/v1/[^` ?]*)", page)
    assert on_the_page
    for named in on_the_page:
        shape = re.sub(r"\{\w+\}|[A-Z]{2,}", "{}", named)
        assert shape in addresses or named == "/v1/openapi.json", named
