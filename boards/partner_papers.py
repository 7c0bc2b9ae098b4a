"""The pages for partners on paper: A4, tagged for who listens to them (PDF/UA-1)."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from boards.domain.standing import Standing
from boards.partner_pages import Attended, Welcome, YearContents
from boards.standings import in_words
from deals.models import Action, Deal, Innovation, Person
from deals.queries import StageRow, with_role
from deals.typesetting import typeset_pdf

TEMPLATE = Path(__file__).parent / "pdf" / "partner_page.typ"

Block = dict[str, Any]
Row = tuple[str, ...]


def year_pdf(contents: YearContents) -> bytes:
    """The page of a partner about a year. Raises PdfFailed."""
    page = contents.page
    return typeset_pdf(TEMPLATE, year_data(contents), f"year {page.year} of {page.partner.pk}")


def welcome_pdf(welcome: Welcome) -> bytes:
    """The welcome of a partner. Raises PdfFailed."""
    return typeset_pdf(TEMPLATE, welcome_data(welcome), f"welcome of {welcome.partner.pk}")


# What stands in them --------------------------------------------------------------------------


def year_data(contents: YearContents) -> dict[str, Any]:
    """All that stands on the page of a year, in the reader's language."""
    page = contents.page
    deal, answers = page.partner.deal, page.answers
    blocks = [
        *_answer(_("What did the deal bring you?"), answers.gained),
        *_answer(_("Who got to know you, and where did the network help?"), answers.network),
        *_answer(_("Which knowledge products could you use?"), answers.products),
        *_part(
            _("What you took part in"),
            _sessions(contents.attended),
            _("No sessions this year."),
        ),
        *_part(_("Where you stood on the boards"), _places(contents.places), ""),
        *_part(
            _("What was agreed"), _actions(contents.agreed, done=True), _("No actions this year.")
        ),
        *_part(_("Innovations you helped with"), _innovations(contents.innovations), ""),
    ]
    kicker = _("Page of the year %(year)s · %(deal)s") % {"year": page.year, "deal": deal.name}
    confirmed = "" if page.confirmed_at is None else _day(timezone.localdate(page.confirmed_at))
    return _page(deal, contents.is_example, blocks) | {
        "title": f"{page.partner}, {page.year}",
        "description": _("What this partner gained, took part in and agreed in one year."),
        "kicker": kicker,
        "name": str(page.partner),
        "mark": _("Draft") if not page.is_confirmed else "",
        "lead": _("Confirmed by the core team on %(day)s.") % {"day": confirmed}
        if page.is_confirmed
        else _("The core team did not confirm this page yet."),
    }


def welcome_data(welcome: Welcome) -> dict[str, Any]:
    """All that stands on a welcome page, in the reader's language."""
    deal = welcome.deal
    blocks = [
        *_part(_("The problem of the start"), _text(deal.problem), ""),
        *_part(_("Goals"), _list(goal.text for goal in welcome.goals), ""),
        *_part(_("Phases of the deal"), _course(welcome.stages), ""),
        *_part(_("Core team"), _text("; ".join(map(with_role, welcome.core_team))), ""),
        *_part(
            _("The conversations so far"),
            _history(welcome.sessions),
            _("No conversation was closed yet."),
        ),
        *_part(_("Where your organisation stood"), _places(welcome.places), ""),
        *_part(_("Open actions of your organisation"), _actions(welcome.open), _("None.")),
        *_part(_("What your organisation did"), _actions(welcome.done, done=True), ""),
        *_part(
            _("Innovations and how far they are"),
            _innovations(welcome.innovations),
            _("There are no innovations yet."),
        ),
        *_part(_("Who spoke for your organisation before"), _people(welcome.before), ""),
    ]
    return _page(deal, welcome.is_example, blocks) | {
        "title": _("Welcome to %(deal)s") % {"deal": deal.name},
        "description": _("The history of this deal for a new contact person of a partner."),
        "kicker": _("For a new contact person of %(partner)s") % {"partner": welcome.partner},
        "name": _("Welcome to %(deal)s") % {"deal": deal.name},
        "mark": "",
        "lead": deal.theme,
    }


def _page(deal: Deal, is_example: bool, blocks: list[Block]) -> dict[str, Any]:
    example = _("An example: some of this was made up. No partner said this.")
    return {
        "lang": (get_language() or "nl").split("-")[0],
        "deal": deal.name,
        "footer": _("%(deal)s · printed on %(day)s")
        % {"deal": deal.name, "day": _day(timezone.localdate())},
        "example": example if is_example else "",
        "blocks": blocks,
        "closing": _("We do not judge. We talk about what the differences mean."),
        "words": {"page": _("page"), "now": _("we are here now")},
    }


# Blocks ---------------------------------------------------------------------------------------


def _part(title: str, block: Block | None, otherwise: str) -> list[Block]:
    """A heading with what is under it; when there is nothing, a sentence or no part at all."""
    if block is None and not otherwise:
        return []
    return [{"kind": "heading", "text": title}, block or {"kind": "none", "text": otherwise}]


def _answer(title: str, text: str) -> list[Block]:
    return _part(title, _text(text), _("Not filled in."))


def _text(text: str) -> Block | None:
    return {"kind": "text", "text": text} if text else None


def _list(items: Iterable[str]) -> Block | None:
    found = list(items)
    return {"kind": "list", "items": found} if found else None


def _table(columns: Sequence[tuple[str, float]], rows: Iterable[Row]) -> Block | None:
    """A table; a column in which nothing stands is left out, and an empty cell says so."""
    found = list(rows)
    kept = [n for n in range(len(columns)) if any(row[n] for row in found)]
    if not kept:
        return None
    return {
        "kind": "table",
        "columns": [columns[n][0] for n in kept],
        "widths": [columns[n][1] for n in kept],
        "rows": [[row[n] or "–" for n in kept] for row in found],
    }


def _course(stages: Sequence[StageRow]) -> Block | None:
    if not stages:
        return None
    shown = [
        {
            "title": row.stage.get_stage_display().capitalize(),
            "dates": _months(row.stage.starts_on, row.stage.ends_on),
            "now": row.is_now,
            "past": row.is_past,
        }
        for row in stages
    ]
    return {"kind": "course", "stages": shown}


def _sessions(attended: Iterable[Attended]) -> Block | None:
    columns = ((_("Date"), 1.2), (_("Session"), 2), (_("Boards"), 3))
    rows = [
        (_day(each.session.planned_on), each.session.title, " · ".join(each.boards))
        for each in attended
    ]
    return _table(columns, rows)


def _history(sessions: Iterable[Attended]) -> Block | None:
    columns = ((_("Date"), 1.2), (_("Session"), 2), (_("Boards"), 2.2), (_("You"), 1))
    rows = [
        (
            _day(each.session.planned_on),
            each.session.title,
            " · ".join(each.boards),
            _("took part") if each.people else "",
        )
        for each in sessions
    ]
    return _table(columns, rows)


def _places(standings: Iterable[Standing]) -> Block | None:
    columns = (
        (_("Date"), 1.2),
        (_("Board"), 2.2),
        (_("You yourselves"), 1.6),
        (_("The facilitators"), 1.6),
        (_("Agreed together"), 1.6),
    )
    rows = [
        (
            _day(each.sheet.session.planned_on),
            each.board_and_filling,
            in_words(each.own),
            in_words(each.team),
            in_words(each.agreed),
        )
        for each in standings
    ]
    return _table(columns, rows)


def _actions(actions: Iterable[Action], *, done: bool = False) -> Block | None:
    last = _("How it stands") if done else _("At the latest on")
    columns = ((_("Action"), 3), (_("Who sees to it"), 1.8), (last, 1.3))
    rows = [
        (each.text, who_sees_to(each), how_it_stands(each) if done else _day(each.due))
        for each in actions
    ]
    return _table(columns, rows)


def who_sees_to(action: Action) -> str:
    """Who of the organisation sees to an action, by name: of which organisation is known here."""
    return action.owner if action.person is None else str(action.person)


def how_it_stands(action: Action) -> str:
    """Whether an action was done, and when; or that it is open."""
    if action.done_at is None:
        return _("open")
    return _("done on %(day)s") % {"day": _day(timezone.localdate(action.done_at))}


def _innovations(innovations: Iterable[Innovation]) -> Block | None:
    return _list(f"{each.name}: {each.get_phase_display()}" for each in innovations)


def _people(people: Iterable[Person]) -> Block | None:
    columns = ((_("Role"), 2.4), (_("Name"), 2), (_("Period"), 1.6))
    rows = [(each.role, each.name, _months(each.since, each.until)) for each in people]
    return _table(columns, rows)


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _months(begin: date | None, end: date | None) -> str:
    days = [date_format(day, "b Y") if day else "" for day in (begin, end)]
    return " – ".join(days) if any(days) else ""
