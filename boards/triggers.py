"""Database triggers: the log is append-only, and a closed session cannot change.

They are put in place after every migrate and taken away before it, because SQLite loses a table's
triggers when a migration remakes it. What they refuse, only a `Destruction` row allows.
"""

from typing import Any

from django.db import connections

_DESTROYED = "EXISTS (SELECT 1 FROM boards_destruction d WHERE d.session = {session})"
_CLOSED = (
    "EXISTS (SELECT 1 FROM deals_session s WHERE s.id = {session} AND s.closed_at IS NOT NULL)"
)


_CLOSING = (
    "EXISTS (SELECT 1 FROM boards_event e"
    " WHERE e.session_id = NEW.session_id AND e.kind = 'session_closed')"
)
_IS_NOT_THE_END = (
    "(SELECT e.kind FROM boards_event e WHERE e.id = NEW.event_id) <> 'session_closed'"
)
_OF_SHEET = "(SELECT sh.session_id FROM boards_sheet sh WHERE sh.id = {row}.sheet_id)"


def _of_event(row: str) -> str:
    return f"(SELECT e.session_id FROM boards_event e WHERE e.id = {row}.event_id)"  # noqa: S608


def _closed(session: str) -> str:
    refused = _CLOSED.format(session=session)
    return f"{refused} AND NOT {_DESTROYED.format(session=session)}"


def _guards() -> list[tuple[str, str, str, str]]:
    """(table, operation, condition under which it is refused, message)."""
    kept = "the log is append-only"
    frozen = "a closed session cannot change"
    guards = [
        ("boards_event", "UPDATE", "1 = 1", kept),
        ("boards_eventseat", "UPDATE", "1 = 1", kept),
        ("boards_event", "DELETE", "NOT " + _DESTROYED.format(session="OLD.session_id"), kept),
        (
            "boards_eventseat",
            "DELETE",
            "NOT " + _DESTROYED.format(session=_of_event("OLD")),
            kept,
        ),
        (
            "boards_event",
            "INSERT",
            f"(NEW.kind <> 'session_closed' OR {_CLOSING}) AND {_closed('NEW.session_id')}",
            frozen,
        ),
        (
            "boards_eventseat",
            "INSERT",
            f"{_IS_NOT_THE_END} AND {_closed(_of_event('NEW'))}",
            frozen,
        ),
        (
            "deals_session",
            "INSERT",
            _DESTROYED.format(session="NEW.id"),
            "this session was destroyed",
        ),
        ("deals_session", "UPDATE", "OLD.closed_at IS NOT NULL AND " + _closed("OLD.id"), frozen),
        ("deals_session", "DELETE", _closed("OLD.id"), frozen),
    ]
    own = dict.fromkeys(("boards_sheet", "boards_subject", "boards_photo"), "{row}.session_id")
    of_sheets = ("placement", "reveal", "note", "score", "doer")
    by_sheet = {f"boards_{table}": _OF_SHEET for table in of_sheets}
    for table, session in (own | by_sheet).items():
        old, new = (_closed(session.format(row=row)) for row in ("OLD", "NEW"))
        guards += [
            (table, "INSERT", new, frozen),
            (table, "UPDATE", f"({old}) OR ({new})", frozen),
            (table, "DELETE", old, frozen),
        ]
    return guards


def _name(table: str, operation: str) -> str:
    return f"guard_{table}_{operation.lower()}"


def _create(vendor: str, table: str, operation: str, condition: str, message: str) -> list[str]:
    name = _name(table, operation)
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; "
        f"RETURN {'OLD' if operation == 'DELETE' else 'NEW'}; END $$",
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def install(using: str = "default", **_kwargs: Any) -> None:
    """Put the triggers in place; run after every migrate."""
    connection = connections[using]
    if "boards_destruction" not in connection.introspection.table_names():
        return
    drop(using)
    with connection.cursor() as cursor:
        for table, operation, condition, message in _guards():
            for statement in _create(connection.vendor, table, operation, condition, message):
                cursor.execute(statement)


def drop(using: str = "default", **_kwargs: Any) -> None:
    """Take the triggers away; run before every migrate."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, operation, _condition, _message in _guards():
            name = _name(table, operation)
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            elif table in tables:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
