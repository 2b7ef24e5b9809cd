"""Running the commands about rules as `outcomes scheme ...` and `outcomes nearly ...` do, without the rest of them."""

from __future__ import annotations

from dataclasses import dataclass

import typer

from api.command_line import schemes
from api.command_line.nearly import nearly

app = typer.Typer(rich_markup_mode=None)
app.add_typer(schemes.app, name="scheme")
app.command("nearly")(nearly)


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str


def run(capsys, *arguments: str) -> Ended:
    """Errors are raised, as they are told to people elsewhere."""
    capsys.readouterr()
    code = app(list(arguments), prog_name="outcomes", standalone_mode=False)
    return Ended(code if isinstance(code, int) else 0, capsys.readouterr().out)
