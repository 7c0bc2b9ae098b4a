"""What a viewer may know of a sheet as plain data, to go inside its PDF: who lies where, in words.

For people who find the file later, and for their programmes: no ids, no coordinates of the screen,
and nothing that the page of that viewer does not show.
"""

from typing import Any

from boards import texts
from boards.domain.ownership import NOTHING
from boards.drawing import Postit
from boards.export.chapters import wheels_of, worksheets_of
from boards.kinds.wheel import AspectView, WheelView
from boards.templatetags.boards_tags import drawn
from boards.views.page import SheetView
from boards.views.worksheets import RouteView, Worksheet

Data = dict[str, Any]


def data_of(view: SheetView, state: Data) -> Data:
    """A sheet as this state has it, ready to be written as JSON."""
    content = view.content
    facts: Data = {
        "board": content.title,
        "filling": view.board["filling"]["title"],
        "question": view.board["filling"]["text"],
        "layers_open_to_the_room": state["sheets"][str(view.sheet.pk)]["open"],
    }
    if content.kind == "wheel":
        return facts | {"wheels": [_wheel(wheel) for wheel in wheels_of(view, state)]}
    if content.kind == "worksheet":
        return facts | {"worksheets": [_worksheet(each) for each in worksheets_of(view, state)]}
    return facts | {
        "elements": [
            {
                "title": element.title if element else str(texts.SHARED["between"]),
                "text": element.text if element else "",
                "our_meaning": view.meanings.get(element.id, {}).get("text", "") if element else "",
                "placed": [_postit(postit) for postit in postits],
            }
            for element, postits in drawn(view).listed
            if element or postits
        ],
        "do_not_know": [row["who"]["name"] for row in view.unknown],
        "without_a_place": [subject["name"] for subject in view.unanswered],
    }


# Private ----------------------------------------------------------------------------------------


def _postit(postit: Postit) -> Data:
    said = texts.SHARED
    is_innovation = postit.subject["what"] == "innovation"
    return {
        "name": postit.subject["name"],
        "what": postit.subject["what"],
        "kind": None if is_innovation else str(said[f"kind_{postit.subject['kind']}"]),
        "organisation": postit.organisation["name"] if postit.organisation else None,
        "layer": postit.layer,
        "by": str(said["on_behalf" if postit.on_behalf else f"layer_{postit.layer}"]),
        "x_mm": postit.x,
        "y_mm": postit.y,
        "participants": len(postit.placements) if postit.layer == "self" else None,
        "differs_within_the_organisation": postit.differs,
        "missing_partner": postit.subject["missing"],
        "hidden_from_the_room": postit.hidden,
    }


def _wheel(wheel: WheelView) -> Data:
    assert wheel.subject is not None  # noqa: S101 - a wheel that was coloured is of somebody
    return {
        "name": wheel.subject["name"],
        "result": wheel.about["name"] if wheel.about else None,
        "aspects": [_aspect(each) for each in wheel.aspects if each.values != NOTHING],
    }


def _aspect(aspect: AspectView) -> Data:
    values = aspect.values
    return {
        "title": aspect.element.title,
        "themselves": sorted(value for _seat, value in values.own),
        "facilitators": values.team,
        "agreed": values.agreed,
        "to_work_on": values.circled,
        "in_words": aspect.words,
    }


def _worksheet(sheet: Worksheet) -> Data:
    return {
        "name": sheet.subject["name"],
        "routes": [_route(route) for route in sheet.routes if not route.is_empty],
    }


def _route(route: RouteView) -> Data:
    return {
        "title": route.element.title,
        "texts": {
            cell.row.title: cell.note["text"]
            for cell in route.cells
            if cell.note and cell.note["text"]
        },
        "partners": [doer["name"] for doer in route.doers],
        "energy": {
            "mean": route.energy.mean,
            "lowest": route.energy.low,
            "highest": route.energy.high,
            "grades": route.energy.count,
        },
        "grade_together": route.grade,
    }
