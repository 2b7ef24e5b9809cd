"""What the schemas share."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BASE = "https://outcomes-ledger.example/v1/schemas/"
"""Where the names of schemas stand in `$id`; a server gives them at /v1/schemas/NAME."""


class Form(BaseModel):
    """Nothing is there that is not described; what is not known is left out."""

    model_config = ConfigDict(extra="forbid")


_OTHER = "another schema"

LEFT_OUT: Any = None
"""The default of what is left out where it is not known: it is never null."""

Reasons = Annotated[dict[str, Any], WithJsonSchema({_OTHER: "reason"})]
Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Stream = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]


def named(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Under the name in its title and `$id`."""
    return {"$schema": DIALECT, "$id": BASE + name, **_tidy(schema), "title": name}


def _tidy(said: Any) -> Any:
    """Without the titles that pydantic makes of names, and without defaults."""
    if isinstance(said, list):
        return [_tidy(one) for one in said]
    if not isinstance(said, dict):
        return said
    if _OTHER in said:
        return {"$ref": said[_OTHER], **{key: under for key, under in said.items() if key == "description"}}
    return {
        key: {name: _tidy(one) for name, one in under.items()} if key in ("properties", "$defs") else _tidy(under)
        for key, under in said.items() if key not in ("default", "title")}  # fmt: skip
