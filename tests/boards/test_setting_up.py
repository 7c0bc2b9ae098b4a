"""Before a session: what it is for, what lies on its table, trying it out, throwing it away."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from boards.domain import feed
from boards.domain.laying_out import table_version
from boards.domain.preparing import SetUp, SheetPlan, prepare_session, set_up_of, try_out
from boards.domain.replay import fold
from boards.domain.throwing_away import throw_away, throw_away_old_trials
from boards.live.knowledge import Knowledge
from boards.models import Destruction, Event, Sheet
from boards.refusals import Refused
from deals.models import Deal, Organisation, Partner, Purpose, Relation, Session, User
from tests.boards.test_audiences import a_sheet
from tests.conftest import started
from tests.table import Table

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
ROLES, BEHAVIOUR = ("rollen", "feitelijke-rol"), ("rollen", "gedrag")


@pytest.fixture
def prepared(deal: Deal, facilitator: User) -> Table:
    """A session that is being prepared, with hidden placing by the facilitators."""
    plan = SheetPlan(*ROLES, team_starts_open=False)
    return Table(prepare_session(deal, "Halverwege", DAY, [plan], facilitator), facilitator)


def partner(deal: Deal, name: str, **fields: Any) -> Partner:
    """One more partner of the deal."""
    organisation = Organisation.objects.create(name=name, kind="civil")
    return Partner.objects.create(deal=deal, organisation=organisation, **fields)


def on_table(table: Table) -> set[str]:
    """The names on the table as the screen has them."""
    return {subject["name"] for subject in table.screen.state()["subjects"].values()}


def partner_ids(table: Table, *names: str) -> list[UUID]:
    """The partners' ids of names on the table."""
    found = [table.subject(name).partner for name in names]
    return [each.pk for each in found if each is not None]


# What lies on the table ---------------------------------------------------------------------------


def test_without_a_choice_all_that_take_part_are_on_the_table(
    deal: Deal, facilitator: User
) -> None:
    partner(deal, "Rover", relation=Relation.MISSING)
    partner(deal, "Fietsersbond", relation=Relation.SAID_NO)
    partner(deal, "Gestopt", until=timezone.localdate() - timedelta(days=1))
    gone = partner(deal, "Opgegaan")
    gone.merged_into = Partner.objects.get(deal=deal, organisation__name="Wandelnet")
    gone.save()

    table = Table(prepare_session(deal, "x", DAY, [SheetPlan(*ROLES)], facilitator), facilitator)

    assert on_table(table) == {
        "Gemeente Zwolle",
        "Ministerie van BZK",
        "Wandelnet",
        "Arcadis",
        "Rover",
    }
    assert [s["name"] for s in table.screen.state()["subjects"].values() if s["missing"]] == [
        "Rover"
    ]


def test_only_the_chosen_partners_are_on_the_table(deal: Deal, facilitator: User) -> None:
    chosen = list(
        Partner.objects.filter(organisation__name="Wandelnet").values_list("pk", flat=True)
    )
    table = Table(
        prepare_session(deal, "x", DAY, SetUp([SheetPlan(*ROLES)], partners=chosen), facilitator),
        facilitator,
    )

    assert on_table(table) == {"Wandelnet"}


def test_a_partner_of_the_deal_that_was_left_off_comes_to_the_table_as_itself(
    prepared: Table, deal: Deal
) -> None:
    late = partner(deal, "Rover", relation=Relation.MISSING)

    assert prepared.team.sends("put_on_table", name="rover").accepted

    added = prepared.subject("Rover")
    assert (added.partner, added.kind, added.missing) == (late, "civil", True)


def test_also_after_a_name_was_typed_a_partner_comes_as_itself(prepared: Table, deal: Deal) -> None:
    late = partner(deal, "Rover")
    prepared.team.sends("put_on_table", name="Een bank")

    prepared.team.sends("put_on_table", name="Rover")

    assert prepared.subject("Rover").partner == late


def test_what_is_renamed_later_keeps_its_name_on_the_table(prepared: Table) -> None:
    """Rules LOG1 and LOG5: the log has the name of then, so the state has it too."""
    Organisation.objects.filter(name="Arcadis").update(name="Arcadis Nederland", kind="knowledge")

    subject = prepared.subject("Arcadis")

    assert (subject.name, subject.kind) == ("Arcadis", "market")
    assert fold(prepared.team.received()) == prepared.team.state()


# Laying the table anew ----------------------------------------------------------------------------


def lays(table: Table, sheets: list[dict[str, Any]], *names: str) -> Any:
    """The facilitator lays the table anew, with these partners of it."""
    return table.team.sends(
        "set_up", **seen(table), sheets=sheets, partners=partner_ids(table, *names)
    )


def seen(table: Table) -> dict[str, Any]:
    """The table as a facilitator sees it now."""
    return {"based_on": table_version(table.session)}


def test_other_boards_and_partners_while_preparing(prepared: Table, deal: Deal) -> None:
    late = partner(deal, "Rover")
    kept = prepared.sheet.pk
    chosen = [*partner_ids(prepared, "Wandelnet", "Arcadis"), late.pk]

    answer = prepared.team.sends(
        "set_up",
        **seen(prepared),
        sheets=[a_sheet(*BEHAVIOUR), a_sheet(*ROLES)],
        partners=chosen,
    )

    assert answer.accepted
    assert on_table(prepared) == {"Wandelnet", "Arcadis", "Rover"}
    sheets = list(prepared.session.sheets.all())
    assert [sheet.filling for sheet in sheets] == ["gedrag", "feitelijke-rol"]
    assert sheets[1].pk == kept
    for place in (prepared.team, prepared.screen):
        assert fold(place.received()) == place.state()


def test_a_layer_that_opens_shows_its_places_and_one_that_hides_takes_them_away(
    prepared: Table,
) -> None:
    names = ("Gemeente Zwolle", "Ministerie van BZK", "Wandelnet", "Arcadis")
    prepared.team.places(prepared.subject("Arcadis"), element="vlinder")
    assert b"vlinder" not in prepared.screen.bytes_received()

    assert lays(prepared, [a_sheet(*ROLES)], *names).accepted
    (shown,) = prepared.screen.state()["placements"].values()
    assert shown["element"] == "vlinder"
    assert fold(prepared.screen.received()) == prepared.screen.state()

    assert lays(prepared, [a_sheet(*ROLES, team_open=False)], *names).accepted
    assert prepared.screen.state()["placements"] == {}
    for place in (prepared.team, prepared.screen):
        assert fold(place.received()) == place.state()


def test_what_was_placed_keeps_its_board_and_its_partner_on_the_table(prepared: Table) -> None:
    prepared.team.places(prepared.subject("Arcadis"))

    without_partner = lays(prepared, [a_sheet(*ROLES)], "Wandelnet")
    without_board = lays(prepared, [a_sheet(*BEHAVIOUR)], "Arcadis")

    assert without_partner.body["refused"]["code"] == "in_use"
    assert without_board.body["refused"]["code"] == "in_use"
    assert len(on_table(prepared)) == 4
    assert prepared.sheet.filling == "feitelijke-rol"


def test_who_sits_at_the_table_keeps_their_organisation_on_it(prepared: Table) -> None:
    prepared.team.sends("open_door")
    prepared.joins("Wandelnet")

    refused = lays(prepared, [a_sheet(*ROLES)], "Arcadis").body["refused"]

    assert refused["code"] == "in_use"


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ([], "bad_value"),
        ([a_sheet("rollen", "bestaat-niet")], "unknown_board"),
        ([a_sheet("kasteel", "gedrag")], "unknown_board"),
        ([a_sheet(*ROLES), a_sheet(*ROLES)], "bad_value"),
        ([a_sheet(*ROLES) | {"colour": "red"}], "unknown_field"),
    ],
)
def test_a_board_that_is_not_there_is_refused(
    prepared: Table, sheets: list[dict[str, Any]], code: str
) -> None:
    assert lays(prepared, sheets, "Arcadis").body["refused"]["code"] == code
    assert prepared.team.kinds() == ["prepared"]


def test_a_partner_of_another_deal_does_not_come_to_the_table(prepared: Table) -> None:
    other = partner(Deal.objects.create(name="Andere deal"), "Vreemd")

    for stranger in (other.pk, uuid4()):
        answer = prepared.team.sends(
            "set_up", **seen(prepared), sheets=[a_sheet(*ROLES)], partners=[stranger]
        )
        assert answer.body["refused"]["code"] == "unknown_partner"


def test_once_it_has_started_the_table_stays(table: Table) -> None:
    assert lays(table, [a_sheet(*ROLES)], "Arcadis").body["refused"]["code"] == "not_now"


def test_a_table_that_somebody_else_changed_meanwhile_is_looked_at_again_first(
    prepared: Table, deal: Deal
) -> None:
    before = seen(prepared)
    partner(deal, "Rover")
    prepared.team.sends("put_on_table", name="Rover")

    answer = prepared.team.sends(
        "set_up", **before, sheets=[a_sheet(*ROLES)], partners=partner_ids(prepared, "Arcadis")
    )

    assert answer.body["refused"]["code"] == "table_changed"
    assert "Rover" in on_table(prepared)


def test_a_phone_keeps_its_own_place_when_its_layer_hides(prepared: Table) -> None:
    """Rules LOG1 and VIS5."""
    names = ("Gemeente Zwolle", "Ministerie van BZK", "Wandelnet", "Arcadis")
    prepared.team.sends("open_door")
    seat = prepared.joins("Wandelnet")
    other = prepared.joins("Arcadis")
    prepared.team.places(
        prepared.subject("Wandelnet"), layer="self", seat=seat.viewer.seat, element="vlinder"
    )

    assert lays(prepared, [a_sheet(*ROLES, self_open=False)], *names).accepted

    (own,) = seat.state()["placements"].values()
    assert (own["element"], own["x"]) == ("vlinder", None)
    for place in (seat, other, prepared.screen, prepared.team):
        assert fold(place.received()) == place.state()
    assert other.state()["placements"] == {}


def test_the_live_side_hears_of_layers_that_open_and_hide(prepared: Table) -> None:
    """Rule WX2: a drag of what hides reaches the room no more."""
    names = ("Gemeente Zwolle", "Ministerie van BZK", "Wandelnet", "Arcadis")
    lays(prepared, [a_sheet(*ROLES)], *names)
    prepared.team.places(prepared.subject("Arcadis"), element="vlinder")
    lays(prepared, [a_sheet(*ROLES, team_open=False)], *names)
    placement = prepared.placement()
    drag: Any = {
        "p": str(placement.pk),
        "c": str(uuid4()),
        "s": str(placement.subject_id),
        "sh": str(placement.sheet_id),
        "l": "team",
        "x": 1.0,
        "y": 1.0,
    }

    hub_knows = Knowledge("preparing", {}, {})
    for event in feed.tail(prepared.session.pk, 0):
        hub_knows.learn(event)

    assert not hub_knows.room_knows(drag)


def test_a_meaning_that_was_taken_away_again_keeps_no_board_on_the_table(
    deal: Deal, facilitator: User
) -> None:
    plan = SheetPlan("rollen", "betekenis")
    table = Table(prepare_session(deal, "x", DAY, [plan], facilitator), facilitator)
    note = {"sheet": table.sheet.pk, "about": "meaning", "element": "water"}
    table.team.sends("write_note", **note, based_on=0, text="Advies.")
    assert lays(table, [a_sheet(*ROLES)], "Arcadis").body["refused"]["code"] == "in_use"
    table.team.sends("write_note", **note, based_on=1, text="")

    assert lays(table, [a_sheet(*ROLES)], "Arcadis").accepted
    assert fold(table.team.received()) == table.team.state()


# What it is for -----------------------------------------------------------------------------------


def test_an_overview_by_the_team_starts_with_the_door_closed(deal: Deal, facilitator: User) -> None:
    set_up = SetUp([SheetPlan(*ROLES)], purpose=Purpose.TEAM)
    table = started(prepare_session(deal, "x", DAY, set_up, facilitator), facilitator)

    assert table.screen.state()["door"] == "closed"
    assert table.team.sends("open_door").accepted


def test_a_former_set_up_is_repeated(deal: Deal, facilitator: User) -> None:
    line = deal.lines.create(name="Scholen")
    chosen = list(Partner.objects.filter(deal=deal)[:2])
    first = prepare_session(
        deal,
        "Eerste",
        DAY,
        SetUp(
            [SheetPlan(*BEHAVIOUR, self_starts_open=False)],
            Purpose.TEAM,
            line,
            [each.pk for each in chosen],
        ),
        facilitator,
    )
    chosen[0].until = timezone.localdate() - timedelta(days=1)
    chosen[0].save()

    again = set_up_of(first)

    assert again == SetUp(
        [SheetPlan(*BEHAVIOUR, self_starts_open=False)], Purpose.TEAM, line, [chosen[1].pk]
    )


# Trying it out ------------------------------------------------------------------------------------


def test_a_try_out_is_a_copy_that_leaves_the_session_as_it_is(
    prepared: Table, facilitator: User
) -> None:
    prepared.team.places(prepared.subject("Arcadis"))

    trial = started(try_out(prepared.session, facilitator), facilitator)
    trial.joins("Wandelnet").places(trial.subject("Wandelnet"))

    assert trial.session.trial
    assert on_table(trial) == on_table(prepared)
    assert prepared.count() == 1
    assert prepared.team.state()["phase"] == "preparing"


def test_a_try_out_never_becomes_history(prepared: Table, facilitator: User) -> None:
    trial = started(try_out(prepared.session, facilitator), facilitator)

    assert trial.team.sends("close_session").body["refused"]["code"] == "trial"
    assert not Session.objects.filter(phase="closed").exists()


# Throwing away ------------------------------------------------------------------------------------


def test_a_session_to_which_nobody_came_can_be_thrown_away(prepared: Table) -> None:
    prepared.team.places(prepared.subject("Arcadis"))

    throw_away(prepared.session.pk, "user:x")

    assert not Session.objects.exists()
    assert not Event.objects.exists()
    assert not Sheet.objects.exists()
    assert Destruction.objects.get().session == prepared.session.pk


def test_nothing_is_made_again_under_an_id_that_was_thrown_away(
    prepared: Table, deal: Deal, facilitator: User
) -> None:
    """Its proof of destruction would let the database allow everything."""
    gone = prepared.session.pk
    throw_away(gone, "user:x")

    with pytest.raises(Refused):
        prepare_session(deal, "x", DAY, [SheetPlan(*ROLES)], facilitator, session_id=gone)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(id=gone, deal=deal, title="x")

    assert not Session.objects.exists()


def test_once_somebody_came_in_it_is_kept_also_when_they_left(table: Table) -> None:
    seat = table.joins("Wandelnet")
    assert seat.sends("leave").accepted

    with pytest.raises(Refused) as refused:
        throw_away(table.session.pk, "user:x")

    assert refused.value.code == "not_empty"
    assert Session.objects.filter(pk=table.session.pk).exists()


def test_a_closed_session_is_never_thrown_away(table: Table) -> None:
    table.team.sends("close_session")

    with pytest.raises(Refused) as refused:
        throw_away(table.session.pk, "user:x")

    assert refused.value.code == "not_empty"


def test_a_try_out_is_thrown_away_with_everybody_in_it(prepared: Table, facilitator: User) -> None:
    trial = started(try_out(prepared.session, facilitator), facilitator)
    trial.joins("Wandelnet").places(trial.subject("Wandelnet"))

    throw_away(trial.session.pk, "user:x")

    assert Session.objects.get() == prepared.session


def test_thrown_away_twice_is_refused_and_so_is_what_comes_after(prepared: Table) -> None:
    throw_away(prepared.session.pk, "user:x")

    with pytest.raises(Refused) as refused:
        throw_away(prepared.session.pk, "user:x")

    assert refused.value.code == "gone"
    assert prepared.team.sends("open_door").body["refused"]["code"] == "gone"


def test_try_outs_of_more_than_a_week_ago_are_thrown_away(
    prepared: Table, facilitator: User
) -> None:
    old, new = try_out(prepared.session, facilitator), try_out(prepared.session, facilitator)
    Session.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=8))

    assert throw_away_old_trials() == 1
    assert set(Session.objects.all()) == {prepared.session, new}
