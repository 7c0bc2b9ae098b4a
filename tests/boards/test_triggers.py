"""The database itself says no: rules LOG2 and LOG3 of docs/protocol.md."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from boards.domain.destruction import destroy_session
from boards.models import Destruction, Event, EventSeat, Placement, Reveal, Sheet, Subject
from deals.models import Phase, Session
from tests.table import Table


def refused(action: Callable[[], object]) -> bool:
    """Whether the database refuses; what was done is rolled back."""
    try:
        with transaction.atomic():
            action()
    except DatabaseError as error:
        return "append-only" in str(error) or "cannot change" in str(error)
    return False


def raw(sql: str) -> Callable[[], object]:
    """A statement past all of our code."""

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def test_an_event_is_neither_changed_nor_deleted(hidden_table: Table) -> None:
    seat = hidden_table.joins("Wandelnet")
    seat.places(hidden_table.subject("Wandelnet"))

    assert refused(lambda: Event.objects.update(kind="anders"))
    assert refused(lambda: Event.objects.all().delete())
    assert refused(lambda: EventSeat.objects.update(data={}))
    assert refused(lambda: EventSeat.objects.all().delete())
    assert refused(raw("UPDATE boards_event SET team_seq = 99"))
    assert refused(raw("DELETE FROM boards_eventseat"))


def test_a_closed_session_is_neither_changed_nor_reopened(table: Table) -> None:
    table.team.places(table.subject("Arcadis"))
    table.team.sends("close_session")
    copy = table.placement()
    copy.pk, copy.layer = None, "agreed"

    assert refused(lambda: Placement.objects.update(x=1, y=1))
    assert refused(lambda: Placement.objects.all().delete())
    assert refused(lambda: copy.save(force_insert=True))
    assert refused(lambda: Reveal.objects.create(sheet=table.sheet, layer="self"))
    assert refused(lambda: Session.objects.update(phase=Phase.PLACING, closed_at=None))
    assert refused(lambda: Session.objects.update(title="anders"))
    assert refused(lambda: Sheet.objects.update(team_starts_open=True))
    assert refused(lambda: Subject.objects.all().delete())
    assert refused(
        lambda: Event.objects.create(
            session=table.session, team_seq=99, kind="x", team={}, command=table.session.pk
        )
    )


def test_a_running_session_may_change(table: Table) -> None:
    table.team.places(table.subject("Arcadis"))

    assert Placement.objects.update(x=1, y=1) == 1


@pytest.mark.parametrize("closed", [False, True])
def test_destroying_leaves_only_the_proof_of_it(table: Table, closed: bool) -> None:
    table.team.places(table.subject("Arcadis"))
    table.joins("Wandelnet")
    if closed:
        table.team.sends("close_session")

    destroy_session(table.session.pk)

    assert not Session.objects.exists()
    assert not Event.objects.exists()
    assert Destruction.objects.get().session == table.session.pk
