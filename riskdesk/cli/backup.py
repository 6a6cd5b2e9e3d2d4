"""`riskdesk backup`, `riskdesk restore`: the whole database in one file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from riskdesk.cli.output import Json, say_json

if TYPE_CHECKING:
    from riskdesk.core.database.handles import Connection
    from riskdesk.core.settings import Settings

File = Annotated[Path, typer.Argument(help="The backup's file.")]


def backup_command(
    file: File,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the keys into the file: whoever reads it reads all.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the database into one file, as it stands at one moment, while it is served.

    The chain of the copy is checked before the file appears. The keys that open account numbers
    are not in it unless asked for: keep them elsewhere.

    Example: riskdesk backup /var/backups/riskdesk-2026-11-22.zip
    """
    import msgspec

    from riskdesk.core.clock import SystemClock, format_time
    from riskdesk.core.database.backup import About, back_up
    from riskdesk.core.database.backup_file import opened
    from riskdesk.core.keys import fingerprint, key_text, load_keys
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    keys = load_keys(settings)
    about = About(
        program=_version(),
        taken_at=format_time(SystemClock().now_us(), "UTC"),
        keys_fingerprint=fingerprint(keys),
        keys=key_text(keys) if with_keys else None,
    )
    with opened(settings.url, readonly=True) as engine:
        manifest = back_up(engine, file, about, verify_log, _tell)
    if as_json:
        say_json({"file": str(file), "bytes": file.stat().st_size} | msgspec.to_builtins(manifest))
    else:
        kept = "with the keys in it" if with_keys else "without the keys"
        typer.echo(f"{manifest.seq} events, whole, in {file}, {kept}")


def restore_command(
    file: File,
    replace: Annotated[
        bool, typer.Option("--replace", help="Throw away what the database holds now.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a backup into the database of the settings; the service must be stopped.

    The backup may come from the other kind of database and from an older release. Its chain is
    checked before anything is replaced.

    Example: riskdesk restore /var/backups/riskdesk-2026-11-22.zip --replace
    """
    import msgspec

    from riskdesk.core.database.backup_file import opened, unpacked
    from riskdesk.core.database.backup_restore import refuse_if_held, restore
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    with opened(settings.url) as target:
        if not replace:
            refuse_if_held(target, "`--replace` throws them away")
            target.dispose()
        with unpacked(file, settings.home) as (manifest, source):
            has_keys = _take_keys(settings, file, manifest.keys_fingerprint)
            restore(source, target, verify_log, _tell)
    if as_json:
        say_json({"file": str(file), "keys": has_keys} | {"restored": msgspec.to_builtins(manifest)})
        return
    typer.echo(
        f"{manifest.seq} events of {manifest.taken_at}, whole; `riskdesk decisions replay` proves more"
    )
    if not has_keys:
        typer.echo(
            "the keys of then are missing: put keys.json back before `riskdesk init` makes others", err=True
        )


def verify_log(connection: "Connection") -> None:
    """Check the chain of the log.

    Raises
    ------
    BackupInvalid
        The log has a gap, or an event was changed.
    """
    from features.history.log import verify_chain
    from riskdesk.core.errors import BackupInvalid

    broken_at = verify_chain(connection)
    if broken_at is not None:
        raise BackupInvalid(f"the log is broken at seq {broken_at}", field="events")


def _take_keys(settings: "Settings", file: Path, wanted: str) -> bool:
    """Return whether the keys of the backup are at hand, put into the home from the backup where need be."""
    from riskdesk.core.database.backup_file import read_keys
    from riskdesk.core.errors import Conflict, KeysMissing
    from riskdesk.core.keys import fingerprint, keep_keys, load_keys

    try:
        keys = load_keys(settings)
    except KeysMissing:
        content = read_keys(file)
        if content is None:
            return False
        keys = keep_keys(settings, content)
    if fingerprint(keys) != wanted:
        raise Conflict("the keys of this home do not open what was sealed in the backup", field="keys")
    return True


def _version() -> str:
    from importlib.metadata import version

    return version("riskdesk")


def _tell(table: str, rows: int) -> None:
    typer.echo(f"{table}: {rows:,}", err=True)
