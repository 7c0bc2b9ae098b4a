"""A photo for the demo of a board on paper: drawn, and a little crooked, as from a phone."""

import io
from collections.abc import Iterable, Iterator
from random import Random

from PIL import Image, ImageDraw, ImageFont

from boards.content import Content, Element
from boards.domain.pictures import Picture, read_picture
from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM

DOTS_PER_MM = 4
TABLE_MM = 24  # of the table that shows around the paper
POSTIT_MM = 30
TURNED = 2.5  # degrees
TABLE, PAPER, INK = (112, 92, 74), (243, 238, 224), (70, 66, 58)
TINTS = ((196, 214, 178), (232, 214, 178), (190, 212, 224), (230, 196, 192), (216, 202, 184))
POSTITS = ((250, 222, 104), (248, 178, 186), (170, 222, 166))


def drawn_photo(content: Content, placed: Iterable[tuple[str, Element]], choice: Random) -> Picture:
    """A picture of the board with these names on post-its, each in its element."""
    paper = Image.new("RGB", _dots(BOARD_WIDTH_MM, BOARD_HEIGHT_MM), PAPER)
    draw = ImageDraw.Draw(paper)
    large, small = ImageFont.load_default(40), ImageFont.load_default(20)
    for index, element in enumerate(content.elements):
        draw.polygon([_dots(*point) for point in _corners(element)], TINTS[index % len(TINTS)])
        draw.text(_dots(*element.label), element.name, INK, large, "mm")
    for name, element in placed:
        left, top = _spot(element, choice)
        box = (*_dots(left, top), *_dots(left + POSTIT_MM, top + POSTIT_MM * 0.7))
        draw.rectangle(box, choice.choice(POSTITS))
        text = "\n".join(name.split()[:3])
        draw.multiline_text((box[0] + 8, box[1] + 6), text, INK, small)
    room = _dots(BOARD_WIDTH_MM + 2 * TABLE_MM, BOARD_HEIGHT_MM + 2 * TABLE_MM)
    photo = Image.new("RGB", room, TABLE)
    photo.paste(paper, _dots(TABLE_MM, TABLE_MM))
    photo = photo.rotate(TURNED, Image.Resampling.BICUBIC, fillcolor=TABLE)
    file = io.BytesIO()
    photo.save(file, "JPEG")
    return read_picture(file.getvalue())


def _dots(x: float, y: float) -> tuple[int, int]:
    return round(x * DOTS_PER_MM), round(y * DOTS_PER_MM)


def _corners(element: Element) -> Iterator[tuple[float, float]]:
    """The corners of an element's shape; of an ellipse those of the box around it."""
    if element.polygon is not None:
        yield from element.polygon
        return
    if element.rectangle is not None:
        x, y, width, height = element.rectangle
    else:
        middle_x, middle_y, half, half_high = element.ellipse or (0, 0, 0, 0)
        x, y, width, height = middle_x - half, middle_y - half_high, 2 * half, 2 * half_high
    yield from ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def _spot(element: Element, choice: Random) -> tuple[float, float]:
    """Somewhere below the name of an element."""
    x, y = element.label
    left = x - POSTIT_MM / 2 + choice.uniform(-40, 40)
    top = y + 8 + choice.uniform(0, 30)
    most_left, lowest = BOARD_WIDTH_MM - POSTIT_MM, BOARD_HEIGHT_MM - POSTIT_MM
    return min(max(left, 0), most_left), min(max(top, 0), lowest)
