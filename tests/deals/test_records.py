"""The records of a deal: who keeps them, what is refused, and two people at once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deals import queries
from deals.domain import records
from deals.domain.records import ChangedMeanwhile, RecordsRefused, Row
from deals.models import (
    Deal,
    DealKind,
    Relation,
    Session,
    TeamRole,
    User,
    WorkLine,
)
from tests.conftest import make_deal
from tests.deals.conftest import browser_of
from tests.table import Table

FACTS = {
    "kind": "city",
    "name": "Ruimte voor Lopen",
    "theme": "Lopen",
    "problem": "Wie loopt, krijgt te weinig ruimte.",
    "covenant": "https://zoek.officielebekendmakingen.nl/stcrt-2021-1.html",
}


def part(deal: Deal, name: str) -> str:
    return reverse("records-part", args=[deal.pk, name])


def rows(name: str, *said: dict[str, str], version: int = 1) -> dict[str, str]:
    """What a browser posts for these rows."""
    posted = {"version": str(version), f"{name}-TOTAL_FORMS": str(len(said))}
    posted[f"{name}-INITIAL_FORMS"] = "0"
    for index, row in enumerate(said):
        posted |= {f"{name}-{index}-{field}": value for field, value in row.items()}
    return posted


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


# Making a deal --------------------------------------------------------------------------------


def test_who_makes_a_deal_is_its_facilitator(stranger: User) -> None:
    said = {"kind": "town", "name": "Vitale Binnenstad", "theme": ""}

    answer = browser_of(stranger).post(reverse("new-deal"), said)

    made = Deal.objects.get(name="Vitale Binnenstad")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("records", args=[made.pk])
    assert made.kind == DealKind.TOWN
    assert [(m.user, m.role) for m in made.team.all()] == [(stranger, TeamRole.FACILITATOR)]


def test_a_second_deal_with_the_same_name_is_refused(stranger: User, deal: Deal) -> None:
    said = {"kind": "city", "name": "Ruimte voor Lopen", "theme": "Nog een"}

    answer = browser_of(stranger).post(reverse("new-deal"), said)

    assert answer.status_code == 409
    assert "Nog een" in text(answer)
    assert Deal.objects.count() == 1
    assert deal.team.filter(user=stranger).count() == 0


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_deal_needs_a_name_that_fits(stranger: User, name: str) -> None:
    said = {"kind": "city", "name": name, "theme": ""}

    assert browser_of(stranger).post(reverse("new-deal"), said).status_code == 400
    assert Deal.objects.count() == 0


# Facts ----------------------------------------------------------------------------------------


def test_a_team_member_keeps_the_records(member: User, deal: Deal) -> None:
    answer = browser_of(member).post(part(deal, "facts"), FACTS | {"version": "1"})

    deal.refresh_from_db()
    assert answer.status_code == 302
    assert deal.problem == "Wie loopt, krijgt te weinig ruimte."
    assert deal.covenant == "https://zoek.officielebekendmakingen.nl/stcrt-2021-1.html"
    assert deal.version == 2


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://voorbeeld.example/%0aalert(1)",
        "data:text/html,x",
        "ftp://voorbeeld.example/covenant",
        "https://" + "x" * 500 + ".example",
    ],
)
def test_a_link_that_is_no_web_page_is_refused(
    at_facilitator: Client, deal: Deal, link: str
) -> None:
    answer = at_facilitator.post(part(deal, "facts"), FACTS | {"version": "1", "covenant": link})

    deal.refresh_from_db()
    assert answer.status_code == 400
    assert (deal.covenant, deal.version) == ("", 1)


@pytest.mark.parametrize(("field", "length"), [("name", 201), ("theme", 201), ("problem", 2001)])
def test_a_text_that_is_too_long_is_refused(
    at_facilitator: Client, deal: Deal, field: str, length: int
) -> None:
    said = FACTS | {"version": "1", field: "x" * length}

    answer = at_facilitator.post(part(deal, "facts"), said)

    deal.refresh_from_db()
    assert answer.status_code == 400
    assert "x" * length in text(answer)
    assert deal.version == 1


def test_a_name_that_another_deal_has_is_refused(at_facilitator: Client, deal: Deal) -> None:
    make_deal("Openbare Ruimte")

    answer = at_facilitator.post(
        part(deal, "facts"), FACTS | {"version": "1", "name": "Openbare Ruimte"}
    )

    deal.refresh_from_db()
    assert answer.status_code == 409
    assert (deal.name, deal.version) == ("Ruimte voor Lopen", 1)


def test_of_two_people_who_change_the_facts_the_second_keeps_what_was_typed(
    at_facilitator: Client, member: User, deal: Deal
) -> None:
    browser_of(member).post(
        part(deal, "facts"), FACTS | {"version": "1", "problem": "Van het teamlid."}
    )

    late = FACTS | {"version": "1", "problem": "Van de gespreksleider."}
    answer = at_facilitator.post(part(deal, "facts"), late)

    shown = text(answer)
    assert answer.status_code == 409
    assert "Van de gespreksleider." in shown
    assert "Van het teamlid." in shown
    assert 'name="version" value="2"' in shown
    deal.refresh_from_db()
    assert (deal.problem, deal.version) == ("Van het teamlid.", 2)
    again = at_facilitator.post(part(deal, "facts"), late | {"version": "2"})
    deal.refresh_from_db()
    assert again.status_code == 302
    assert deal.problem == "Van de gespreksleider."


@pytest.mark.parametrize("version", ["", "0", "2", "-1", "x", "²", "9" * 40, "1.0"])
def test_a_version_that_was_never_shown_changes_nothing(
    at_facilitator: Client, deal: Deal, version: str
) -> None:
    answer = at_facilitator.post(part(deal, "facts"), FACTS | {"version": version})

    deal.refresh_from_db()
    assert answer.status_code == 409
    assert (deal.problem, deal.version) == ("", 1)


def test_of_two_changes_to_one_version_one_gets_through(deal: Deal, facilitator: User) -> None:
    records.change_facts(deal, 1, {"theme": "de eerste"}, facilitator)

    with pytest.raises(ChangedMeanwhile):
        records.change_facts(deal, 1, {"theme": "de tweede"}, facilitator)

    deal.refresh_from_db()
    assert (deal.theme, deal.version) == ("de eerste", 2)


# Rows -----------------------------------------------------------------------------------------


def test_goals_are_added_changed_and_removed_at_once(at_facilitator: Client, deal: Deal) -> None:
    stays = deal.goals.create(text="Blijft", order=0)
    goes = deal.goals.create(text="Gaat", order=1)

    at_facilitator.post(
        part(deal, "goals"),
        rows(
            "goals",
            {"id": str(stays.pk), "text": "Blijft, anders gezegd"},
            {"id": str(goes.pk), "text": "Gaat", "DELETE": "on"},
            {"id": "", "text": "Nieuw"},
            {"id": "", "text": ""},
        ),
    )

    assert [goal.text for goal in deal.goals.all()] == ["Blijft, anders gezegd", "Nieuw"]
    assert deal.goals.first() == stays


def test_every_part_is_kept_as_it_was_typed(at_facilitator: Client, deal: Deal) -> None:
    for version, (name, row) in enumerate(
        [
            (
                "stages",
                {"stage": "results", "starts_on": "2026-01-01", "ends_on": "", "note": "tranche 2"},
            ),
            ("moments", {"on": "2026-06-20", "kind": "signing", "title": "In Zwolle"}),
            ("lines", {"name": "Schoolomgeving"}),
            ("core_team", {"role": "leader", "name": "Platform31", "since": "2025-02-28"}),
        ],
        start=1,
    ):
        answer = at_facilitator.post(part(deal, name), rows(name, row, version=version))
        assert answer.status_code == 302, text(answer)

    (stage, moment, line, core) = (
        deal.stages.get(),
        deal.moments.get(),
        deal.lines.get(),
        deal.core_team.get(),
    )
    assert (stage.starts_on, stage.ends_on, stage.note) == (date(2026, 1, 1), None, "tranche 2")
    assert (moment.on, moment.kind, moment.title) == (date(2026, 6, 20), "signing", "In Zwolle")
    assert line.name == "Schoolomgeving"
    assert (core.role, core.since, core.until) == ("leader", date(2025, 2, 28), None)


def line_rows(**named: WorkLine) -> dict[str, str]:
    """Rows that give each line this name."""
    said = [{"id": str(line.pk), "name": name} for name, line in named.items()]
    return rows("lines", *said)


def test_two_lines_of_work_may_swap_their_names(at_facilitator: Client, deal: Deal) -> None:
    stad, land = deal.lines.create(name="Stad"), deal.lines.create(name="Land")

    answer = at_facilitator.post(part(deal, "lines"), line_rows(Land=stad, Stad=land))

    assert answer.status_code == 302
    assert {line.pk: line.name for line in deal.lines.all()} == {stad.pk: "Land", land.pk: "Stad"}


def test_a_line_of_work_may_get_the_name_of_one_that_goes(
    at_facilitator: Client, deal: Deal
) -> None:
    stad, land = deal.lines.create(name="Stad"), deal.lines.create(name="Land")
    said = rows(
        "lines",
        {"id": str(stad.pk), "name": "Land"},
        {"id": str(land.pk), "name": "Land", "DELETE": "on"},
        {"id": "", "name": "Stad"},
    )

    assert at_facilitator.post(part(deal, "lines"), said).status_code == 302
    assert deal.lines.get(name="Land") == stad
    assert deal.lines.count() == 2


def test_two_lines_of_work_with_one_name_keep_their_names(
    at_facilitator: Client, deal: Deal
) -> None:
    stad, land = deal.lines.create(name="Stad"), deal.lines.create(name="Land")
    said = rows("lines", {"id": str(stad.pk), "name": "Zee"}, {"id": str(land.pk), "name": "Zee"})

    assert at_facilitator.post(part(deal, "lines"), said).status_code == 409
    assert sorted(line.name for line in deal.lines.all()) == ["Land", "Stad"]


def test_a_line_of_work_of_a_closed_session_stays(
    at_facilitator: Client, table: Table, deal: Deal
) -> None:
    stad, land = deal.lines.create(name="Stad"), deal.lines.create(name="Land")
    Session.objects.filter(pk=table.session.pk).update(line=stad)
    assert table.team.sends("close_session").accepted
    gone = {"name": "weg", "DELETE": "on"}

    both = rows("lines", {"id": str(stad.pk), **gone}, {"id": str(land.pk), **gone})
    answer = at_facilitator.post(part(deal, "lines"), both)

    assert answer.status_code == 409
    assert str(records.REFUSALS["line_in_history"]) in text(answer)
    assert set(deal.lines.all()) == {stad, land}
    assert at_facilitator.post(part(deal, "lines"), line_rows(Dorp=stad)).status_code == 302
    other = rows("lines", {"id": str(land.pk), **gone}, version=2)
    assert at_facilitator.post(part(deal, "lines"), other).status_code == 302
    assert [line.name for line in deal.lines.all()] == ["Dorp"]


def test_a_line_of_work_of_an_open_session_may_go(
    at_facilitator: Client, table: Table, deal: Deal
) -> None:
    stad = deal.lines.create(name="Stad")
    Session.objects.filter(pk=table.session.pk).update(line=stad)
    said = rows("lines", {"id": str(stad.pk), "name": "Stad", "DELETE": "on"})

    assert at_facilitator.post(part(deal, "lines"), said).status_code == 302
    assert Session.objects.get(pk=table.session.pk).line is None


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("stages", {"stage": "results", "starts_on": "31-02-2026"}),
        ("stages", {"stage": "results", "starts_on": "2026-02-30"}),
        ("stages", {"stage": "results", "starts_on": "0026-01-01"}),
        ("stages", {"stage": "results", "starts_on": "2026-02-02", "ends_on": "2026-02-01"}),
        ("stages", {"stage": "nonsense", "starts_on": "2026-02-02"}),
        ("stages", {"stage": "", "starts_on": "2026-02-02"}),
        ("moments", {"on": "", "kind": "signing", "title": "Wanneer?"}),
        ("moments", {"on": "2026-06-20", "kind": "signing", "title": "x" * 201}),
        ("lines", {"name": "x" * 201}),
        ("lines", {"name": "nul\0teken"}),
        ("lines", {"id": "nieuw", "name": "\u200b\u2066"}),
        ("goals", {"text": "x" * 501}),
        (
            "core_team",
            {"role": "leader", "name": "Iemand", "since": "2026-02-02", "until": "2026-02-01"},
        ),
    ],
)
def test_what_is_not_right_changes_nothing(
    at_facilitator: Client, deal: Deal, name: str, row: dict[str, str]
) -> None:
    answer = at_facilitator.post(part(deal, name), rows(name, row))

    deal.refresh_from_db()
    assert answer.status_code == 400
    assert "errorlist" in text(answer)
    assert deal.version == 1
    assert getattr(deal, name).count() == 0


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"goals-TOTAL_FORMS": "x", "goals-INITIAL_FORMS": "0"},
        rows("goals", *[{"text": "te veel"}] * 102),
    ],
)
def test_a_form_that_no_page_of_ours_sends_is_refused(
    at_facilitator: Client, deal: Deal, posted: dict[str, str]
) -> None:
    answer = at_facilitator.post(part(deal, "goals"), posted | {"version": "1"})

    assert answer.status_code == 400
    assert deal.goals.count() == 0


def test_two_lines_of_work_with_one_name_are_refused(at_facilitator: Client, deal: Deal) -> None:
    deal.lines.create(name="Kennis")

    answer = at_facilitator.post(
        part(deal, "lines"), rows("lines", {"name": "Ontwerp"}, {"name": "Kennis"})
    )

    deal.refresh_from_db()
    assert answer.status_code == 409
    assert [line.name for line in deal.lines.all()] == ["Kennis"]
    assert deal.version == 1


def test_a_line_of_work_that_goes_leaves_its_partners(at_facilitator: Client, deal: Deal) -> None:
    line = deal.lines.create(name="Kennis")
    partner = deal.partners.get(organisation__name="Arcadis")
    partner.lines.add(line)

    at_facilitator.post(
        part(deal, "lines"), rows("lines", {"id": str(line.pk), "name": "Kennis", "DELETE": "on"})
    )

    assert WorkLine.objects.count() == 0
    partner.refresh_from_db()
    assert partner.relation == Relation.SIGNED
    assert partner.lines.count() == 0


def test_a_row_of_another_deal_is_not_touched(at_facilitator: Client, deal: Deal) -> None:
    theirs = make_deal("Openbare Ruimte").goals.create(text="Van hen")

    at_facilitator.post(
        part(deal, "goals"), rows("goals", {"id": str(theirs.pk), "text": "Van ons"})
    )

    theirs.refresh_from_db()
    assert theirs.text == "Van hen"
    assert [goal.text for goal in deal.goals.all()] == ["Van ons"]


def test_a_row_that_somebody_else_added_meanwhile_stays(deal: Deal, facilitator: User) -> None:
    mine = deal.goals.create(text="Van mij")
    records.change_rows(deal, 1, "goals", [Row("", {"text": "Van de ander"})], facilitator)

    with pytest.raises(ChangedMeanwhile):
        records.change_rows(deal, 1, "goals", [Row(str(mine.pk), {"text": "Nu"})], facilitator)
    records.change_rows(deal, 2, "goals", [Row(str(mine.pk), {"text": "Nu"})], facilitator)

    assert {goal.text for goal in deal.goals.all()} == {"Nu", "Van de ander"}


def test_a_row_that_somebody_removed_meanwhile_is_marked(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    goal = deal.goals.create(text="Weggehaald")
    records.change_rows(deal, 1, "goals", [Row(str(goal.pk), {}, remove=True)], facilitator)

    answer = at_facilitator.post(
        part(deal, "goals"), rows("goals", {"id": str(goal.pk), "text": "Toch houden"})
    )

    assert answer.status_code == 409
    assert "Toch houden" in text(answer)
    assert "nonfield" in text(answer)


def test_saving_in_place_answers_with_the_part_only(at_facilitator: Client, deal: Deal) -> None:
    answer = at_facilitator.post(
        part(deal, "goals"),
        rows("goals", {"text": "Meer lopen"}),
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 200
    assert "<html" not in text(answer)
    assert "Meer lopen" in text(answer)
    assert 'name="version" value="2"' in text(answer)
    assert "records:said" in answer["HX-Trigger"]


def test_a_part_that_does_not_exist_is_not_found(at_facilitator: Client, deal: Deal) -> None:
    for name in ("team", "sessions", "partners", "x"):
        assert at_facilitator.post(part(deal, name), rows(name)).status_code == 404


def test_who_is_not_in_the_team_changes_nothing(staff: User, stranger: User, deal: Deal) -> None:
    for user in (staff, stranger):
        answer = browser_of(user).post(part(deal, "facts"), FACTS | {"version": "1"})
        assert answer.status_code == 404
    deal.refresh_from_db()
    assert deal.version == 1


# What the page of the deal shows ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([(-20, -10), (-9, 9), (10, None)], ["past", "now", "later"]),
        ([(-20, None), (-10, None), (5, None)], ["past", "now", "later"]),
        ([(-20, 0)], ["now"]),
        ([(0, None)], ["now"]),
        ([(-20, -1)], ["past"]),
        ([], []),
    ],
)
def test_the_phase_of_today_is_marked(
    deal: Deal, periods: list[tuple[int, int | None]], expected: list[str]
) -> None:
    day: Callable[[int], date] = lambda days: timezone.localdate() + timedelta(days)  # noqa: E731
    for starts, ends in periods:
        deal.stages.create(
            stage="results", starts_on=day(starts), ends_on=None if ends is None else day(ends)
        )

    got = [
        "past" if row.is_past else "now" if row.is_now else "later"
        for row in queries.stages_of(deal)
    ]

    assert got == expected


def test_who_left_the_core_team_is_not_shown(deal: Deal) -> None:
    today = timezone.localdate()
    deal.core_team.create(role="secretary", name="Blijft", until=today)
    deal.core_team.create(role="dealmaker", name="Weg", until=today - timedelta(1))
    deal.core_team.create(role="leader", name="Leidt")

    assert [member.name for member in queries.core_team_of(deal)] == ["Leidt", "Blijft"]


def test_the_page_of_a_deal_shows_what_its_records_say(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    records.change_facts(deal, 1, FACTS, facilitator)
    deal.goals.create(text="Lopen is gewoon")
    deal.lines.create(name="Schoolomgeving")

    shown = text(at_facilitator.get(deal.get_absolute_url()))

    for part_of_it in (*FACTS.values(), "Lopen is gewoon", "Schoolomgeving"):
        assert part_of_it in shown
    assert reverse("records", args=[deal.pk]) in shown


def test_the_records_take_as_many_queries_with_ten_rows_as_with_one(
    at_facilitator: Client, deal: Deal, django_assert_num_queries: Callable[..., object]
) -> None:
    for count in range(10):
        deal.goals.create(text=f"doel {count}")
        deal.lines.create(name=f"lijn {count}")

    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        at_facilitator.get(reverse("records", args=[deal.pk]))


def test_refusals_have_a_sentence() -> None:
    assert all(RecordsRefused(code).sentence for code in records.REFUSALS)
