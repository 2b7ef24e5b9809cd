"""What reads of a family are held to: a FastAPI route that does one indexed SELECT and returns the row with orjson.

`python -m benchmarks.bare_route CONNINFO SCHEMA` serves the table that benchmarks/serving.py made.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

import orjson
import uvicorn
from fastapi import FastAPI, Response
from psycopg_pool import ConnectionPool

SELECT = "SELECT body FROM bare WHERE family_id = %s"


def app(conninfo: str, schema: str) -> FastAPI:
    said = {"autocommit": True, "options": f"-c search_path={schema}"}
    pool: ConnectionPool[Any] = ConnectionPool(conninfo, kwargs=said, min_size=1, max_size=10, open=True)
    bare = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @bare.get("/families/{family_id}")
    def family(family_id: str) -> Response:
        with pool.connection() as connection:
            row = connection.execute(SELECT, (family_id,)).fetchone()
        assert row is not None
        return Response(orjson.dumps(row[0]), media_type="application/json")

    return bare


def main(conninfo: str, schema: str) -> None:
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        print(f"Listening on http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app(conninfo, schema), access_log=False, log_level="critical")
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
