"""The report of a session as a PDF on A4: the same as the page of the session, to send and to file.

How it looks: boards/pdf/report.typ.
"""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.export import chapters
from boards.export.chapters import Chapter
from boards.export.paper import (
    PARTS,
    TEMPLATES,
    Held,
    as_file,
    example_of,
    language,
    pictures_of,
    title_of,
)
from boards.export.reading import all_actions
from boards.views.page import SheetView
from boards.views.photos import ShownPhoto
from deals.models import Action, Session
from deals.typesetting import typeset_pdf

Data = dict[str, Any]

REPORT = TEMPLATES / "report.typ"


def report_pdf(kept: Data, *, with_actions: bool) -> bytes:
    """The report of what was kept of a session for one viewer (boards/views/history.py, `kept`).

    `with_actions`: not for participants, since actions are for the team. Raises PdfFailed.
    """
    session: Session = kept["session"]
    source = Held(session, kept["viewer"], kept["state"], kept["sheets"])
    files = {PARTS.name: PARTS.read_bytes()}
    photos = _photos(kept, files)
    boards = [_board(source, view, kept, files) for view in source.sheets]
    data = _head(session, source) | {
        "present": [asdict(chapter) for chapter in _present(kept)],
        "photos": photos,
        "boards": boards,
        "actions": _actions(kept) if with_actions else None,
        "closed": _closed(session),
        "words": _words(),
    }
    return typeset_pdf(REPORT, data, f"session {session.pk}", files)


# Private ----------------------------------------------------------------------------------------


def _head(session: Session, source: Held) -> Data:
    deal = session.deal
    printed = date_format(timezone.localdate(), "j F Y")
    seen = _("what the room sees") if source.for_room else _("what the team sees")
    return {
        "lang": language(),
        "title": _("Report: %(session)s") % {"session": session.title},
        "author": deal.name,
        "name": session.title,
        "kicker": _("Report of a session · %(deal)s") % {"deal": deal.name},
        "footer": _("%(deal)s · %(session)s · %(seen)s · printed on %(day)s")
        % {"deal": deal.name, "session": session.title, "seen": seen, "day": printed},
        "example": example_of(session),
        "facts": [
            {"title": _("Date"), "text": date_format(session.planned_on, "j F Y")},
            {"title": _("Purpose"), "text": str(session.get_purpose_display())},
            {"title": _("Boards"), "text": "; ".join(title_of(view) for view in source.sheets)},
        ],
    }


def _present(kept: Data) -> list[Chapter]:
    """Who was there, as the page of the session names them."""
    names = [
        ", ".join(str(part) for part in (each.subject, each.person) if part)
        for each in kept["present"]
    ]
    count = kept["counts"]["seats"]
    said = ngettext("%(count)d participant", "%(count)d participants", count) % {"count": count}
    is_paper = kept["session"].paper
    nobody = (
        _("On paper nobody wrote down who was there.")
        if is_paper
        else _("Nobody joined with a phone.")
    )
    parts = [] if names else [chapters.Line(nobody)]
    facilitators = ", ".join(str(user) for user in kept["facilitators"])
    if facilitators:
        by = _("Entered by") if is_paper else _("Facilitators")
        parts.append(chapters.Line(f"{by}: {facilitators}"))
    return [Chapter(_("Who was there"), lead=said if names else "", names=names, lines=parts)]


def _photos(kept: Data, files: dict[str, bytes]) -> list[Data]:
    """The photos of the paper board, which are put with the files that go to the template."""
    photos: list[ShownPhoto] = kept["photos"]
    if not photos:
        return []
    images = dict(kept["session"].photos.values_list("pk", "image"))
    shown = []
    for each in photos:
        name = f"photo-{each.photo.pk}.jpg"
        files[name] = bytes(images[each.photo.pk])
        shown.append({"file": name, "alt": each.alt, "text": each.photo.described or each.board})
    return shown


def _board(source: Held, view: SheetView, kept: Data, files: dict[str, bytes]) -> Data:
    """One board with its pictures, which are put with the files that go to the template."""
    shown = []
    for number, picture in enumerate(pictures_of(source, view)):
        name = f"board-{view.sheet.pk}-{number}.svg"
        files[name] = as_file(picture.svg)
        shown.append({"file": name, "alt": picture.alt})
    observed = kept["observed"].get(view.sheet.pk, [])
    told = [
        *chapters.of_sheet(view, source.state),
        *chapters.of_observations(observed),
        *chapters.of_talk(kept["talks"][view.sheet.pk]),
    ]
    return {
        "title": title_of(view),
        "lead": view.board["filling"]["text"],
        "pictures": shown,
        "chapters": [asdict(chapter) for chapter in told],
    }


def _actions(kept: Data) -> list[Data]:
    return [_action(action) for action in all_actions(kept["agreed"])]


def _action(action: Action) -> Data:
    if action.done_at is not None:
        done = date_format(timezone.localdate(action.done_at), "j F Y")
        when = _("done on %(day)s") % {"day": done}
    else:
        when = date_format(action.due, "j F Y") if action.due else "–"
    return {
        "text": f"{action.text}\n“{action.origin}”" if action.origin else action.text,
        "owner": action.owner or _("nobody yet"),
        "when": when,
    }


def _closed(session: Session) -> str:
    if session.closed_at is None:
        return _("This session still runs: what it says can change.")
    at = date_format(timezone.localtime(session.closed_at), "j F Y, H:i")
    if session.closed_by is None:
        return _("Closed on %(at)s.") % {"at": at}
    return _("Closed by %(by)s on %(at)s.") % {"by": session.closed_by, "at": at}


def _words() -> dict[str, str]:
    return {
        "description": _("What was placed, said and agreed in this session."),
        "page": _("page"),
        "on_paper": _("On paper"),
        "agreed": _("What was agreed"),
        "nothing_agreed": _("Nothing was agreed."),
        "what": _("Action"),
        "who": _("Who sees to it"),
        "due": _("At the latest on"),
        "promise": _("We do not judge. We talk about what the differences mean."),
    }
