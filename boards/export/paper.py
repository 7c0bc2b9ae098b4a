"""A board on A3 as a PDF, and as a picture. How the PDF looks: boards/pdf/board.typ."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from boards.content import Content
from boards.domain.snapshot import state_of
from boards.export.board_svg import blank_svg, filled_svg, legend_svg
from boards.export.chapters import of_blank, of_sheet, wheels_of, whose, worksheets_of
from boards.export.data import data_of
from boards.export.nameless import without_names
from boards.export.sheets import About
from boards.kinds.wheel import WheelView
from boards.templatetags.boards_tags import drawn
from boards.viewer import Viewer
from boards.views.page import SheetView, sheet_views
from boards.views.worksheets import Worksheet
from deals.models import Session
from deals.typesetting import printable, typeset_pdf, typeset_png

Data = dict[str, Any]

TEMPLATES = Path(__file__).parents[1] / "pdf"
BOARD, PICTURE, PARTS = TEMPLATES / "board.typ", TEMPLATES / "picture.typ", TEMPLATES / "parts.typ"
DOTS_PER_INCH = 150


@dataclass(frozen=True)
class Held:
    """A session as one viewer knows it: what every export of it is made of."""

    session: Session
    viewer: Viewer
    state: Data
    sheets: list[SheetView]

    @property
    def for_room(self) -> bool:
        """Whether it holds only what everyone in the room may know."""
        return not self.viewer.sees_all


@dataclass(frozen=True)
class Picture:
    """A picture of a sheet, and what it shows in words."""

    svg: str
    alt: str


def held(session: Session, viewer: Viewer, *, nameless: bool = False) -> Held:
    """A session with its sheets, as this viewer may know them; on demand without whom they are
    about. A fixed number of queries.
    """
    state = without_names(state_of(viewer)) if nameless else state_of(viewer)
    return Held(session, viewer, state, sheet_views(session, state))


def title_of(view: SheetView) -> str:
    """The board and its way of filling in."""
    return view.name


def choices(view: SheetView, state: Data) -> list[tuple[About, str]]:
    """Of a wheel or a worksheet: those that there are pictures of, each with its name."""
    if view.content.kind == "wheel":
        wheels = [wheel for wheel in wheels_of(view, state) if wheel.subject is not None]
        return [(_about(wheel), whose(wheel)) for wheel in wheels]
    if view.content.kind == "worksheet":
        sheets = worksheets_of(view, state)
        return [(About(sheet.subject["id"]), str(sheet.subject["name"])) for sheet in sheets]
    return []


# The pictures -----------------------------------------------------------------------------------


def sheet_svg(source: Held, view: SheetView, about: About | None = None) -> str:
    """A sheet as an SVG; of a wheel or a worksheet the one that is chosen, or an empty one."""
    day = date_format(source.session.planned_on, "j F Y")
    caption = [title_of(view), source.session.deal.name, source.session.title, day]
    if source.session.invented:
        caption.insert(0, _("EXAMPLE, made up"))
    return filled_svg(
        view,
        source.state,
        title=f"{title_of(view)} · {source.session.title}",
        caption=" · ".join(caption),
        about=about,
    )


def sheet_png(source: Held, view: SheetView, about: About | None = None) -> bytes:
    """The same as a PNG of 150 dots per inch. Raises PdfFailed."""
    svg = as_file(sheet_svg(source, view, about))
    files = {"board.svg": svg}
    return typeset_png(PICTURE, {}, f"sheet {view.sheet.pk}", files, dots_per_inch=DOTS_PER_INCH)


def pictures_of(source: Held, view: SheetView) -> list[Picture]:
    """All pictures of a sheet: one, or of a wheel or a worksheet one for each that is filled in."""
    if view.content.kind == "wheel":
        wheels = [wheel for wheel in wheels_of(view, source.state) if wheel.subject is not None]
        made = [Picture(sheet_svg(source, view, _about(each)), each.in_words) for each in wheels]
    elif view.content.kind == "worksheet":
        made = [_of_worksheet(source, view, sheet) for sheet in worksheets_of(view, source.state)]
    else:
        return [Picture(sheet_svg(source, view), _zones_in_words(view))]
    nothing = _("%(board)s. Nothing was filled in.") % {"board": title_of(view)}
    return made or [Picture(sheet_svg(source, view), nothing)]


def as_file(svg: str) -> bytes:
    """An SVG for typst, in characters that our font has."""
    return printable(svg).encode()


# A3 ---------------------------------------------------------------------------------------------


def sheet_pdf(source: Held, view: SheetView) -> bytes:
    """A sheet with what lies on it on A3, with the same in text and as data. Raises PdfFailed."""
    session, day = source.session, date_format(source.session.planned_on, "j F Y")
    pictures = pictures_of(source, view)
    data = _frame(session.deal.name, title_of(view)) | {
        "kicker": f"{session.deal.name} · {session.title} · {day}",
        "lead": view.board["filling"]["text"],
        "footer": " · ".join([session.deal.name, session.title, _seen_by(source), _printed()]),
        "example": example_of(session),
        "chapters": [asdict(chapter) for chapter in of_sheet(view, source.state)],
        "attached": True,
    }
    inside = {
        "deal": session.deal.name,
        "session": session.title,
        "date": session.planned_on.isoformat(),
        "example": session.invented,
        "seen_by": "room" if source.for_room else "team",
        "made_at": timezone.now().isoformat(timespec="seconds"),
    } | data_of(view, source.state)
    files = {"data.json": json.dumps(inside, ensure_ascii=False, indent=1).encode()}
    signs = legend_svg(view) if view.content.kind == "zones" else ""
    if signs:
        files["legend.svg"] = as_file(signs)
    return _typeset(data | {"legend": bool(signs)}, pictures, f"sheet {view.sheet.pk}", files)


def blank_pdf(content: Content, filling: str, deal: str = "") -> bytes:
    """A board on A3 to fill in by hand, with its questions. KeyError for a way of filling in that
    the board has not; raises PdfFailed.
    """
    title = f"{content.title}: {content.filling(filling).title}"
    data = _frame(deal, title) | {
        "kicker": deal or content.family,
        "lead": content.purpose,
        "footer": " · ".join(part for part in (deal, title, _printed()) if part),
        "example": "",
        "chapters": [asdict(chapter) for chapter in of_blank(content, filling)],
        "attached": False,
        "legend": False,
    }
    names = ", ".join(area.title for area in content.areas_of(filling))
    alt = _("The board %(title)s, to fill in. On the picture: %(names)s.")
    picture = Picture(blank_svg(content, filling, deal), alt % {"title": title, "names": names})
    return _typeset(data, [picture], f"board {content.board}", {})


def example_of(session: Session) -> str:
    """What an example says of itself; nothing of a real session."""
    if not session.invented:
        return ""
    return _("An example: the placements on this board were made up. No partner said this.")


def language() -> str:
    """The language that a PDF is in, as it names it itself."""
    return (get_language() or "nl").split("-")[0]


# Private ----------------------------------------------------------------------------------------


def _frame(deal: str, title: str) -> Data:
    return {
        "lang": language(),
        "title": title,
        "author": deal or "Praatplaten",
        "description": _("A talking board on A3, with what stands on it in text."),
        "words": {
            "page": _("page"),
            "legend": _("The signs of the post-its, as the list says them in words."),
            "attached": _("What stands on the board, as data: who lies where and by whom."),
        },
    }


def _typeset(data: Data, pictures: list[Picture], about: str, files: Mapping[str, bytes]) -> bytes:
    named = {f"board-{n}.svg": picture for n, picture in enumerate(pictures)}
    shown = [{"file": name, "alt": picture.alt} for name, picture in named.items()]
    svgs = {name: as_file(picture.svg) for name, picture in named.items()}
    beside = {PARTS.name: PARTS.read_bytes(), **svgs, **files}
    return typeset_pdf(BOARD, data | {"pictures": shown}, about, beside)


def _about(wheel: WheelView) -> About:
    subject, result = wheel.subject or {}, wheel.about
    return About(subject["id"], result["id"] if result else None)


def _of_worksheet(source: Held, view: SheetView, sheet: Worksheet) -> Picture:
    name = str(sheet.subject["name"])
    filled = [route.element.title for route in sheet.routes if not route.is_empty]
    alt = _("The worksheet of %(name)s. Filled in: %(routes)s. The texts follow below.")
    svg = sheet_svg(source, view, About(sheet.subject["id"]))
    return Picture(svg, alt % {"name": name, "routes": ", ".join(filled)})


def _zones_in_words(view: SheetView) -> str:
    """How many lie where; the names stand in the list."""
    counts = [
        f"{element.title if element else _('Between the parts')} {len(postits)}"
        for element, postits in drawn(view).listed
        if element or postits
    ]
    count = sum(len(postits) for _element, postits in drawn(view).listed)
    all_of_them = ngettext("%(count)d post-it", "%(count)d post-its", count) % {"count": count}
    said = _("%(board)s, with %(all)s: %(counts)s. The names follow in the list.")
    return said % {"board": title_of(view), "all": all_of_them, "counts": ", ".join(counts)}


def _seen_by(source: Held) -> str:
    return _("what the room sees") if source.for_room else _("what the team sees")


def _printed() -> str:
    return _("printed on %(day)s") % {"day": date_format(timezone.localdate(), "j F Y")}
