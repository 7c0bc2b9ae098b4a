"""A picture that somebody sends: read strictly, and made anew.

What comes in is never kept or shown: it is decoded, and what is kept is a JPEG of our own with
nothing but the dots. So no place where a photo was taken, no comment, and nothing that was stuck to
the end of a file gets any further.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from boards.models.photos import THUMBNAIL_SIDE

MAX_MEGABYTES = 15
MAX_FILE = MAX_MEGABYTES * 1024 * 1024
MAX_MEGAPIXELS = 60
# Of a WebP Pillow keeps four copies while it reads: 60 megapixels would take a gigabyte.
MAX_MEGAPIXELS_OF_WEBP = 25
LONG_SIDE = 2400  # in dots
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
RIGHT_ANGLE = 90
END_OF_JPEG = b"\xff\xd9"

# What Pillow raises on files that are broken, cut off or made to break it.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    IndexError,
    KeyError,
    AttributeError,
    OverflowError,
    MemoryError,
    struct.error,
)
# One at a time in each process: a large photo takes some hundred megabytes while it is read.
_reading = Lock()


class Unusable(Exception):
    """This file cannot be a photo here; `sentence` says why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Picture:
    """A picture as we keep it: two JPEGs, and how large the large one is, in dots."""

    image: bytes
    thumbnail: bytes
    width: int
    height: int


def too_large() -> Unusable:
    """What is said of a file that is too large to be read at all."""
    sentence = _("This photo is too large: at most %(most)s MB. Save it smaller and try again.")
    return Unusable(sentence % {"most": MAX_MEGABYTES})


def read_picture(file: bytes) -> Picture:
    """The picture in a file that somebody sent. Raises Unusable."""
    if len(file) > MAX_FILE:
        raise too_large()
    if _is_heic(file):
        raise Unusable(
            _("This photo has the format HEIC, which we cannot read. Save the photo as JPEG.")
        )
    with _reading:
        return _made_of(_decoded(file))


def turned(picture: bytes) -> Picture:
    """One of our own pictures, a quarter turn clockwise."""
    with _reading, Image.open(io.BytesIO(picture), formats=("JPEG",)) as image:
        return _made_of(image.transpose(Image.Transpose.ROTATE_270))


def kept_picture(image: bytes) -> Picture:
    """One of our own pictures, from the file of a deal: the image as it is, with a thumbnail made
    of it. Raises ValueError for one that `read_picture` cannot have made: of another format or
    size, or with more in it than its dots.
    """
    try:
        with (
            _reading,
            _unusable_when_broken(),
            Image.open(io.BytesIO(image), formats=("JPEG",)) as found,
        ):
            segments = {name for name, _content in getattr(found, "applist", ())}
            is_ours = max(found.size) <= LONG_SIDE and segments <= {"APP0"}
            if not is_ours or not image.endswith(END_OF_JPEG):
                raise ValueError("not made here")
            dots = found.convert("RGB")
            return Picture(image, _jpeg(_small(dots)), *dots.size)
    except Unusable as unusable:
        raise ValueError("no picture") from unusable


# Reading ----------------------------------------------------------------------------------------


def _decoded(file: bytes) -> Image.Image:
    """The dots of a file, upright, with at most LONG_SIDE on a side."""
    with _unusable_when_broken():
        with Image.open(io.BytesIO(file), formats=FORMATS) as looked_at:
            _check(looked_at)
            looked_at.verify()
        # After `verify` a file must be opened again.
        with Image.open(io.BytesIO(file), formats=FORMATS) as image:
            # Nearly four times as large as needed: fast, and as good as from all dots.
            image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=4.0)
            return _flat(_upright(image))


def _check(image: Image.Image) -> None:
    """Refuse what would be too much to decode, by what the file says of itself, and what moves."""
    width, height = image.size
    most = MAX_MEGAPIXELS_OF_WEBP if image.format == "WEBP" else MAX_MEGAPIXELS
    if width * height > most * 1_000_000:
        raise _too_many_dots(most)
    # A JPEG of a phone may hold a second picture, such as one to look at on a screen: that is fine.
    if image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1:
        raise Unusable(_("This picture moves. Choose a photo that stands still."))


def _too_many_dots(most: int) -> Unusable:
    sentence = _(
        "This photo has too many dots: at most %(most)s megapixels. Save it smaller and try again."
    )
    return Unusable(sentence % {"most": most})


def _upright(image: Image.Image) -> Image.Image:
    """The picture as the camera was held. A camera that wrote nonsense leaves it as it lies."""
    try:
        return ImageOps.exif_transpose(image)
    except BROKEN:
        return image


def _flat(image: Image.Image) -> Image.Image:
    """A new picture that has nothing of the old one but its dots, on white."""
    if "A" in image.getbands() or "transparency" in image.info:
        dots = image.convert("RGBA")
        flat = Image.new("RGBA", dots.size, "white")
        flat.alpha_composite(dots)
        image = flat
    fresh = Image.new("RGB", image.size)
    fresh.paste(image.convert("RGB"))
    return fresh


@contextmanager
def _unusable_when_broken() -> Iterator[None]:
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_dots(MAX_MEGAPIXELS) from error
    except UnidentifiedImageError as error:
        raise Unusable(_("This is not a photo. Choose a JPEG, PNG or WebP file.")) from error
    except BROKEN as error:
        raise Unusable(
            _("This photo cannot be read. The file is broken or not whole. Choose it again.")
        ) from error


def _is_heic(file: bytes) -> bool:
    """Whether a file says that it is one of the formats in which iPhones keep photos."""
    brands = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")
    return file[4:8] == b"ftyp" and file[8:12] in brands


# Writing ----------------------------------------------------------------------------------------


def _made_of(image: Image.Image) -> Picture:
    return Picture(_jpeg(image), _jpeg(_small(image)), *image.size)


def _small(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return small


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return written.getvalue()
