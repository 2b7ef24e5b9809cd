"""docker-compose.yml names commands that exist and files that are there or said to be made; nothing secret is in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from api.command_line.app import program
from tests.docs.examples import PROJECT

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text("utf-8"))
DOCKERFILE = (PROJECT / "Dockerfile").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)


def command_line(words: list[str]) -> None:
    """Raises unless the command and each of its options exist."""
    command = typer.main.get_command(program()).commands[words[0]]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("name", OURS)
def test_commands_of_services_exist(name: str) -> None:
    command_line(SERVICES[name]["command"])


def test_the_image_serves_by_default_and_not_as_root() -> None:
    default = re.search(r'^CMD \[(.+)\]$', DOCKERFILE, re.MULTILINE)
    assert default
    command_line([word.strip().strip('"') for word in default[1].split(",")])
    assert re.search(r"^USER outcomes$", DOCKERFILE, re.MULTILINE)


def test_the_worker_projects_and_the_api_does_not() -> None:
    assert "--no-project" in SERVICES["api"]["command"]
    assert SERVICES["projections"]["command"] == ["project"]


def test_what_is_copied_into_the_image_exists_and_is_let_in() -> None:
    let_in = {line[1:] for line in (PROJECT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = {
        word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for word in line.split()}
    assert copied == let_in
    assert all((PROJECT / name).exists() for name in copied)


def test_volumes_and_secrets_are_declared() -> None:
    for service in SERVICES.values():
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= COMPOSE["volumes"].keys()
        assert set(service["secrets"]) <= COMPOSE["secrets"].keys()


def test_files_of_secrets_are_told_of_where_they_are_made() -> None:
    page = (PROJECT / "docs/running.md").read_text("utf-8")
    for secret in COMPOSE["secrets"].values():
        assert Path(secret["file"]).as_posix() in page


def test_no_password_is_in_clear() -> None:
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            assert name.endswith("_FILE") or "PASSWORD" not in name
            assert not re.search(r"//[^/@]*:[^/@]*@", str(value))


def test_nothing_is_open_to_other_machines() -> None:
    assert all(port.startswith("127.0.0.1:") for service in SERVICES.values() for port in service.get("ports", []))


def test_the_database_is_new_enough_and_waited_for() -> None:
    assert int(SERVICES["database"]["image"].partition(":")[2]) >= 16
    assert SERVICES["database"]["healthcheck"]
    assert all(SERVICES[name]["depends_on"]["database"]["condition"] == "service_healthy" for name in OURS)
