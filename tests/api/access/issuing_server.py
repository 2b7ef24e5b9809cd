"""A sign-in service for tests: it serves its keys on this machine, counts how often it is asked, and signs tokens."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

AUDIENCE = "api://outcomes"


class SignInService:
    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.asked: list[str] = []
        self.is_down = False
        self.more: dict[str, Any] = {}
        """Put into every answer in place of what would be there."""
        self.address = ""
        self.rotate("first")

    def rotate(self, id: str) -> None:
        """The only key from now on."""
        self.keys = {id: RSAKey.generate_key(2048, {"kid": id, "use": "sig"})}

    def add(self, id: str, key: Key) -> None:
        self.keys[id] = key

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        said = {
            "iss": self.address, "aud": AUDIENCE, "sub": "a1b2", "preferred_username": "r.khan@small.example",
            "groups": ["TF-Analysts"], "authority": "E10000025", "iat": now, "exp": now + 3_600,
        }  # fmt: skip
        return {name: value for name, value in (said | changed).items() if value is not None}

    def token(self, header: dict[str, Any] | None = None, key: Key | None = None, **changed: Any) -> str:
        id = next(iter(self.keys))
        said = {"alg": "RS256", "kid": id} | (header or {})
        return jwt.encode(said, self.claims(**changed), key or self.keys[id], algorithms=[said["alg"]])

    def answer(self, path: str) -> bytes:
        if path.endswith("openid-configuration"):
            return json.dumps({"issuer": self.address, "jwks_uri": f"{self.address}/keys"} | self.more).encode()
        public = [key.as_dict(private=isinstance(key, OctKey)) | {"kid": id} for id, key in self.keys.items()]
        return json.dumps({"keys": public} | self.more).encode()


def elliptic() -> ECKey:
    return ECKey.generate_key("P-256")


@contextmanager
def sign_in_service() -> Iterator[SignInService]:
    service = SignInService()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(self.path)
            body = service.answer(self.path)
            self.send_response(503 if service.is_down else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service.address = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield service
        finally:
            server.shutdown()
