"""The tables of a session as files: a workbook with all of them, and each as CSV."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards.access import reader_of
from boards.export import files
from boards.export.deal_tables import reach
from boards.export.reading import seen_by
from boards.export.tables import SeenSession, tables_of
from boards.viewer import Viewer
from deals.access import session_for_reader
from deals.filenames import download, file_name
from deals.models import Session

AS_ROOM = "room"


@require_safe
def session_tables(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A workbook of a session, as its reader may read it; `?as=room`: as the room saw it."""
    found = session_for_reader(request.user, session_id)
    seen = _seen(found, request)
    tables = tables_of([seen], for_team=seen.for_team)
    content = files.workbook_of(found.title, _about(found, seen), tables)
    return download(content, files.XLSX, _name(seen, ending="xlsx"))


@require_safe
def session_table(request: HttpRequest, session_id: UUID, what: str) -> HttpResponse:
    """One table of a session as CSV."""
    found = session_for_reader(request.user, session_id)
    seen = _seen(found, request)
    tables = {table.name: table for table in tables_of([seen], for_team=seen.for_team)}
    if what not in tables:
        raise Http404
    table = tables[what]
    name = _name(seen, table.title, ending="csv")
    return download(files.csv_of(table), files.CSV, name)


def _seen(found: Session, request: HttpRequest) -> SeenSession:
    if request.GET.get("as") == AS_ROOM:
        return seen_by(found, Viewer("screen", found.pk), hears_actions=False)
    return seen_by(found, reader_of(request.user, found), hears_actions=True)


def _name(seen: SeenSession, *parts: str, ending: str) -> str:
    """A name that says whose view it is, so that one does not pass on the wrong one."""
    whose = _("for the team") if seen.for_team else ""
    return file_name(seen.title, seen.day.isoformat(), *parts, whose, ending=ending)


def _about(found: Session, seen: SeenSession) -> list[str]:
    held = date_format(found.planned_on, "j F Y")
    made = date_format(timezone.localtime(), "j F Y, H:i")
    lines = [
        found.deal.name,
        _("Session of %(day)s.") % {"day": held},
        _("Made on %(at)s.") % {"at": made},
        reach(seen.for_team),
    ]
    if found.invented:
        lines.append(
            _("An example: the placements on this board were made up. No partner said this.")
        )
    return lines
