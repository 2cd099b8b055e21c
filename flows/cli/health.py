"""`iltizam health`: is the installation alive? For monitoring: reads its own rows only, sends nothing, asks no server."""

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def health(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """When each flow last ended well, and what has waited too long. Exit 0 when nothing is at fault, else 1."""
    from dataclasses import asdict

    from flows.cli.describe import to_json
    from flows.runtime import current_moment, open_desk
    from flows.services.upkeep.heartbeats import signs_of_life

    with open_desk().reading() as session:
        signs = signs_of_life(session, now=current_moment())
    is_sound = all(sign.level != "fault" for sign in signs)
    if as_json:
        typer.echo(to_json({"healthy": is_sound, "signs": [asdict(sign) for sign in signs]}))
    else:
        for sign in signs:
            typer.echo(f"{sign.level:8}{sign.name}: {sign.says}")
    if not is_sound:
        raise typer.Exit(1)
