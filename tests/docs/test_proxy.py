"""The proxy's configuration in docs/running.md says what the server does."""

from __future__ import annotations

import re

from api.http.bodies import BODY_SECONDS_MAX
from api.http.patience import HEAD_SECONDS_MAX
from api.http.settings import DEFAULT_PORT, LOOPBACK, trusted_proxies
from api.http.uploads import UPLOAD_BYTES_MAX, UPLOAD_PAUSE_SECONDS_MAX
from tests.docs.examples import PROJECT

PAGE = (PROJECT / "docs/running.md").read_text("utf-8")
_WORDS = re.compile(r"\"[^\"]*\"|[{};]|[^\s{};]+")


def _parsed() -> dict[str, list[list[str]]]:
    """Each directive with what follows it, by name; blocks opened are closed."""
    (text,) = re.findall(r"^```nginx\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    found: dict[str, list[list[str]]] = {}
    depth, said = 0, list[str]()
    for word in _WORDS.findall(text):
        if word not in "{};":
            said.append(word)
            continue
        if said:
            found.setdefault(said[0], []).append(said[1:])
        depth += {"{": 1, "}": -1, ";": 0}[word]
        said = []
    assert depth == 0 and said == []
    return found


def test_the_proxy_reaches_the_server_where_it_listens() -> None:
    said = _parsed()
    assert said["proxy_pass"] == [[f"http://{LOOPBACK}:{DEFAULT_PORT}"]]
    assert trusted_proxies({"OUTCOMES_TRUSTED_PROXIES": LOOPBACK}) == [LOOPBACK]
    assert f"OUTCOMES_TRUSTED_PROXIES={LOOPBACK}" in PAGE


def test_its_limits_are_those_of_the_server() -> None:
    said = _parsed()
    assert said["client_max_body_size"] == [[f"{UPLOAD_BYTES_MAX // 2**20}m"]]
    assert said["client_header_timeout"] == [[f"{HEAD_SECONDS_MAX}s"]]
    assert said["client_body_timeout"] == [[f"{UPLOAD_PAUSE_SECONDS_MAX}s"]]
    assert BODY_SECONDS_MAX >= UPLOAD_PAUSE_SECONDS_MAX


def test_nothing_goes_in_clear_and_nobody_is_logged() -> None:
    said = _parsed()
    assert all("ssl" in listened for listened in said["listen"])
    assert set(said["ssl_protocols"][0]) == {"TLSv1.2", "TLSv1.3"}
    assert said["access_log"] == [["off"]]
    assert ["X-Forwarded-For", "$remote_addr"] in said["proxy_set_header"]
