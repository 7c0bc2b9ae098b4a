"""Photos of a board on paper: real files in, and nothing but dots out; for whom, and until when."""

import io
import random
import struct
import zipfile
import zlib
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base
from pypdf import PdfReader

from boards.access import screen_cookie, screen_token, seat_cookie
from boards.domain.destruction import destroy_session
from boards.domain.paper import add_paper_moment
from boards.domain.photos import MOST_PHOTOS, add_photo
from boards.domain.pictures import Picture, Unusable, read_picture
from boards.domain.preparing import SetUp, SheetPlan
from boards.models import Photo
from config.asgi import bounded
from deals.models import Deal, Session, User
from tests.boards.test_addresses import logged_in, with_cookie
from tests.conftest import make_deal, make_session, make_user
from tests.table import Table

ROLES = [SheetPlan("rollen", "feitelijke-rol")]
RED, BLUE = (200, 30, 30), (30, 30, 200)


def drawn(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    """A picture that is red on the left half and blue on the right."""
    image = Image.new("RGB", (width, height), BLUE)
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height), RED)
    return image.convert(mode)


def written(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(image: bytes) -> Image.Image:
    """What is kept, read again."""
    read = Image.open(io.BytesIO(image))
    read.load()
    return read


def near(dots: object, colour: tuple[int, int, int]) -> bool:
    """Whether these dots have this colour, but for what JPEG loses."""
    assert isinstance(dots, tuple)
    return all(abs(one - other) < 30 for one, other in zip(dots, colour, strict=True))


def why_not(file: bytes) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(Unusable) as refused:
        read_picture(file)
    return str(refused.value.sentence)


# Reading ----------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_of_photo_becomes_a_jpeg_of_our_own(kind: str) -> None:
    kept = read_picture(written(drawn(), kind))

    assert (kept.width, kept.height) == (320, 240)
    for image in (kept.image, kept.thumbnail):
        read = opened(image)
        assert (read.format, read.mode, read.size) == ("JPEG", "RGB", (320, 240))
        assert near(read.getpixel((20, 120)), RED)
        assert near(read.getpixel((300, 120)), BLUE)


@pytest.mark.once
def test_a_large_photo_is_made_smaller_and_a_small_one_stays() -> None:
    kept = read_picture(written(drawn(4800, 3600)))

    assert opened(kept.image).size == (kept.width, kept.height) == (2400, 1800)
    assert opened(kept.thumbnail).size == (480, 360)


@pytest.mark.once
def test_where_and_when_it_was_taken_is_in_no_byte() -> None:
    exif = Image.Exif()
    exif[Base.Make] = "CAMERAMERK"
    exif[Base.DateTime] = "2026:03:05 14:00:00"
    exif[Base.ImageDescription] = "GEHEIM"
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (52.0, 5.0, 13.0)
    gps[GPS.GPSMapDatum] = "PLEKPLEK"
    file = written(drawn(), exif=exif, comment=b"OPMERKING", xmp=b"<x>XMPXMP</x>")
    hidden = (b"CAMERAMERK", b"2026:03:05", b"GEHEIM", b"PLEKPLEK", b"OPMERKING", b"XMPXMP")
    assert all(secret in file for secret in hidden)
    assert dict(opened(file).getexif().get_ifd(IFD.GPSInfo))

    kept = read_picture(file)

    for image in (kept.image, kept.thumbnail):
        assert not any(secret in image for secret in (*hidden, b"Exif", b"GPS", b"xmp"))
        read = opened(image)
        assert dict(read.getexif()) == {}
        assert not {"exif", "comment", "xmp", "icc_profile"} & read.info.keys()


@pytest.mark.once
def test_a_photo_stands_upright_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6  # held upright: a quarter to the right makes it straight

    kept = read_picture(written(drawn(), exif=exif))

    assert (kept.width, kept.height) == (240, 320)
    # What was left comes on top.
    assert near(opened(kept.image).getpixel((120, 20)), RED)


@pytest.mark.once
def test_a_camera_that_wrote_nonsense_still_took_a_photo() -> None:
    file = written(drawn(), exif=b"Exif\x00\x00" + b"\xff" * 40)

    assert read_picture(file).width == 320


@pytest.mark.once
def test_what_one_sees_through_lies_on_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))

    kept = read_picture(written(image, "PNG"))

    assert near(opened(kept.image).getpixel((20, 20)), (255, 255, 255))


@pytest.mark.once
@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("LA", "PNG")]
)
def test_every_way_of_writing_colours_is_read(mode: str, kind: str) -> None:
    assert opened(read_picture(written(drawn(mode=mode), kind)).image).mode == "RGB"


@pytest.mark.once
def test_a_phone_that_writes_two_pictures_in_one_file_gives_its_photo() -> None:
    file = written(drawn(), "MPO", save_all=True, append_images=[drawn(80, 60)])

    kept = read_picture(file)

    assert (kept.width, kept.height) == (320, 240)


@pytest.mark.once
@pytest.mark.parametrize(
    "stuck_on", [b"<script>alert(1)</script>", b"<?php echo 1; ?>", b"PK\x03\x04geheim.txt"]
)
def test_what_was_stuck_on_the_end_of_a_photo_is_gone(stuck_on: bytes) -> None:
    kept = read_picture(written(drawn()) + stuck_on)

    assert stuck_on not in kept.image + kept.thumbnail


def zipped() -> bytes:
    """A file that is a photo to one program and an archive to another."""
    file = io.BytesIO(written(drawn()))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("geheim.txt", "GEHEIM")
    return file.getvalue()


@pytest.mark.once
def test_an_archive_that_looks_like_a_photo_is_only_a_photo() -> None:
    kept = read_picture(zipped())

    assert b"GEHEIM" not in kept.image
    assert not zipfile.is_zipfile(io.BytesIO(kept.image))


def noise() -> bytes:
    """A photo that compresses badly, so that half of it is half a photo."""
    dots = random.Random(7).randbytes(200 * 200 * 3)
    return written(Image.frombytes("RGB", (200, 200), dots))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large, with hardly any data in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    dots = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")
    )


NO_PHOTO = "Dit is geen foto."
BROKEN = "Deze foto kunnen we niet lezen."
TOO_MANY = "Deze foto heeft te veel beeldpunten"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.once
@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SVG, NO_PHOTO),
        (b"<!doctype html><script>alert(1)</script>", NO_PHOTO),
        (b"%PDF-1.7 ...", NO_PHOTO),
        (b"\x00" * 5000, NO_PHOTO),
        (written(drawn(), "GIF"), NO_PHOTO),
        (written(drawn(), "BMP"), NO_PHOTO),
        (written(drawn(), "TIFF"), NO_PHOTO),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 100, NO_PHOTO),
        (noise()[:9000], BROKEN),
        (written(drawn(), "PNG")[:200], BROKEN),
        (written(drawn(), "WEBP")[:120], BROKEN),
        (png_of(320, 240), BROKEN),
        (png_of(8000, 7501), TOO_MANY),
        (png_of(60_000, 60_000), TOO_MANY),
        (written(Image.new("1", (5001, 5000)), "WEBP", quality=1), "hoogstens 25 megapixel"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "Sla de foto op als JPEG."),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "Sla de foto op als JPEG."),
        (
            written(drawn(), "WEBP", save_all=True, append_images=[drawn().rotate(90)]),
            "Dit beeld beweegt.",
        ),
        (
            written(drawn(), "PNG", save_all=True, append_images=[drawn().rotate(90)]),
            "Dit beeld beweegt.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_photo_is_refused_with_why(file: bytes, sentence: str) -> None:
    assert why_not(file).startswith(sentence) or sentence in why_not(file)


@pytest.mark.once
def test_a_file_beyond_fifteen_megabytes_is_not_read() -> None:
    file = written(drawn()) + bytes(15 * 1024 * 1024)

    assert "hoogstens 15 MB" in why_not(file)


@pytest.mark.once
def test_a_text_that_unpacks_to_very_much_does_not_get_in() -> None:
    secret = zlib.compress(b"a" * 80_000_000)
    data = b"Comment\x00\x00" + secret
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + data))
    whole = written(drawn(), "PNG")
    at = whole.index(b"IDAT") - 4

    assert why_not(whole[:at] + chunk + whole[at:]).startswith(BROKEN)


# Keeping ----------------------------------------------------------------------------------------


@pytest.fixture
def moment(deal: Deal, facilitator: User) -> Session:
    """A conversation on paper that is being entered."""
    return add_paper_moment(deal, "Op papier", date(2025, 9, 3), SetUp(ROLES), facilitator)


@pytest.fixture
def browser(facilitator: User) -> Client:
    """A browser in which the facilitator is logged in."""
    client = Client()
    client.force_login(facilitator)
    return client


def picture(width: int = 320, height: int = 240) -> Picture:
    """A picture as it is kept."""
    return read_picture(written(drawn(width, height)))


def sends(browser: Client, session: Session, file: bytes, **fields: str) -> HttpResponse:
    """Send the form with a photo."""
    photo = SimpleUploadedFile("bord.jpg", file, content_type="image/jpeg")
    return browser.post(  # type: ignore[return-value]
        reverse("photos", args=[session.pk]),
        {"photo": photo} | fields,
        headers={"accept": "text/html"},
    )


def address(photo: Photo, name: str = "photo") -> str:
    """The address of a photo."""
    return reverse(name, args=[photo.session_id, photo.pk])


def test_a_photo_is_added_and_shown(browser: Client, moment: Session, facilitator: User) -> None:
    answer = sends(browser, moment, written(drawn()), described="Het bord bij het raam")

    photo = Photo.objects.get()
    assert answer.headers["Location"] == reverse("photos", args=[moment.pk])
    assert (photo.session, photo.sheet, photo.by) == (moment, moment.sheets.get(), facilitator)
    page = browser.get(reverse("photos", args=[moment.pk])).content.decode()
    assert 'alt="Het bord bij het raam"' in page
    shown = browser.get(address(photo))
    assert shown.content == bytes(photo.image)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"] == "inline"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store, private"
    assert browser.get(address(photo) + "?size=small").content == bytes(photo.thumbnail)


@pytest.mark.once
def test_the_report_shows_the_photos(browser: Client, moment: Session, facilitator: User) -> None:
    add_photo(moment, picture(), facilitator, described="Het bord bij het raam")
    add_photo(moment, picture(240, 320), facilitator)

    report = browser.get(reverse("export-report", args=[moment.pk]))

    pages = PdfReader(io.BytesIO(report.content)).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Op papier Het bord bij het raam" in said
    assert sum(len(page.images) for page in pages) == 2


def test_without_words_a_photo_is_called_after_its_board(
    browser: Client, moment: Session, facilitator: User
) -> None:
    add_photo(moment, picture(), facilitator)

    page = browser.get(reverse("control", args=[moment.pk])).content.decode()

    assert 'alt="Foto van de praatplaat Rollen en inzet"' in page


@pytest.mark.parametrize("file", [SVG, b"", noise()[:9000]])
def test_a_file_that_is_no_photo_gets_a_sentence_and_nothing_is_kept(
    browser: Client, moment: Session, file: bytes
) -> None:
    answer = sends(browser, moment, file)

    assert answer.status_code == 400
    assert 'class="errorlist"' in answer.content.decode()
    assert not Photo.objects.exists()


def test_the_seventh_photo_is_refused(browser: Client, moment: Session, facilitator: User) -> None:
    one = picture()
    for _each in range(MOST_PHOTOS):
        add_photo(moment, one, facilitator)

    answer = sends(browser, moment, written(drawn()))

    assert "Er zijn al 6 foto’s." in answer.content.decode()
    assert Photo.objects.count() == MOST_PHOTOS


def test_a_photo_is_turned_by_a_quarter_and_stays_so(
    browser: Client, moment: Session, facilitator: User
) -> None:
    photo = add_photo(moment, picture(), facilitator)
    change = address(photo, "change-photo")

    answer = browser.post(change, {"do": "turn"}, headers={"accept": "application/json"})

    assert answer.json() == {"turned": 90, "width": 240, "height": 320}
    photo.refresh_from_db()
    # What was left comes on top.
    assert near(opened(bytes(photo.image)).getpixel((120, 20)), RED)
    assert opened(bytes(photo.thumbnail)).size == (240, 320)
    for _each in range(3):
        assert browser.post(change, {"do": "turn"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.turned, photo.width) == (0, 320)
    assert near(opened(bytes(photo.image)).getpixel((20, 120)), RED)


def test_a_photo_is_described_and_removed(
    browser: Client, moment: Session, facilitator: User
) -> None:
    photo = add_photo(moment, picture(), facilitator)
    change = address(photo, "change-photo")

    browser.post(change, {"do": "describe", "described": "De hoek links"})
    assert Photo.objects.get().described == "De hoek links"
    browser.post(change, {"do": "describe", "described": "x" * 201})
    assert Photo.objects.get().described == "De hoek links"
    browser.post(change, {"do": "iets anders"})
    assert Photo.objects.count() == 1
    browser.post(change, {"do": "remove"})

    assert not Photo.objects.exists()
    assert browser.post(change, {"do": "turn"}).status_code == 404


def test_a_photo_can_be_of_one_of_several_boards(
    browser: Client, deal: Deal, facilitator: User
) -> None:
    plans = [*ROLES, SheetPlan("snelheid", "organisatie")]
    session = add_paper_moment(deal, "Twee platen", date(2025, 9, 3), SetUp(plans), facilitator)
    second = session.sheets.last()
    assert second is not None

    sends(browser, session, written(drawn()), sheet=str(second.pk))
    sends(browser, session, written(drawn()), sheet=str(uuid4()))

    assert [photo.sheet for photo in Photo.objects.all()] == [second, None]


def test_a_photo_goes_only_with_a_conversation_on_paper(
    browser: Client, deal: Deal, facilitator: User
) -> None:
    session = make_session(deal, facilitator)

    assert sends(browser, session, written(drawn())).status_code == 404
    assert browser.get(reverse("photos", args=[session.pk])).status_code == 404
    assert not Photo.objects.exists()


def test_a_photo_of_another_session_is_not_found_under_this_one(
    browser: Client, moment: Session, deal: Deal, facilitator: User
) -> None:
    photo = add_photo(moment, picture(), facilitator)
    other = add_paper_moment(deal, "Ander", date(2025, 9, 4), SetUp(ROLES), facilitator)

    for name in ("photo", "change-photo"):
        where = reverse(name, args=[other.pk, photo.pk])
        post = browser.post if name == "change-photo" else browser.get
        assert post(where).status_code == 404


# For whom ---------------------------------------------------------------------------------------


@pytest.fixture
def people(moment: Session, deal: Deal, facilitator: User) -> dict[str, Client]:
    """A browser of everybody who could try the address of a photo; the last two hold the cookies
    with which phones and screens get at other sessions.
    """
    staff = make_user("agendastad")
    staff.is_agenda_stad = True
    staff.save()
    return {
        "nobody": Client(),
        "facilitator": logged_in(facilitator),
        "member": logged_in(make_user("teamlid", deal, role="member")),
        "staff": logged_in(staff),
        "stranger": logged_in(make_user("vreemde", make_deal("Openbare Ruimte"))),
        "screen": with_cookie(screen_cookie(moment.pk), screen_token(moment.pk, facilitator.pk)),
        "seat": with_cookie(seat_cookie(moment.pk), "een-token"),
    }


NOT_IN = {"nobody": 302, "screen": 302, "seat": 302, "stranger": 404}
TEAM = NOT_IN | {"facilitator": 200, "member": 200, "staff": 404}
FACILITATORS = TEAM | {"member": 404}


@pytest.mark.parametrize("size", ["", "?size=small"])
def test_who_sees_a_photo_before_and_after_closing(
    people: dict[str, Client], moment: Session, facilitator: User, size: str
) -> None:
    photo = add_photo(moment, picture(), facilitator)

    def statuses() -> dict[str, int]:
        return {who: each.get(address(photo) + size).status_code for who, each in people.items()}

    assert statuses() == TEAM
    Table(moment, facilitator).team.sends("close_session")
    assert statuses() == TEAM | {"staff": 200}


@pytest.mark.once
def test_only_facilitators_add_and_change_photos(
    people: dict[str, Client], moment: Session, facilitator: User
) -> None:
    photo = add_photo(moment, picture(), facilitator)
    where = reverse("photos", args=[moment.pk])

    assert {who: each.get(where).status_code for who, each in people.items()} == FACILITATORS
    sent = {who: sends(each, moment, written(drawn())).status_code for who, each in people.items()}
    assert sent == FACILITATORS | {"facilitator": 302}
    changed = {
        who: each.post(address(photo, "change-photo"), {"do": "turn"}).status_code
        for who, each in people.items()
    }
    assert changed == FACILITATORS | {"facilitator": 302}
    photo.refresh_from_db()
    assert (photo.turned, Photo.objects.count()) == (90, 2)


def test_no_phone_and_no_screen_learns_of_a_photo(moment: Session, facilitator: User) -> None:
    photo = add_photo(moment, picture(), facilitator, described="Het bord bij het raam")
    table = Table(moment, facilitator)

    received = table.screen.bytes_received()

    assert str(photo.pk).encode() not in received
    assert b"Het bord" not in received
    screen = with_cookie(screen_cookie(moment.pk), screen_token(moment.pk, facilitator.pk))
    page = screen.get(reverse("screen", args=[moment.pk])).content
    assert b"/photos/" not in page


# After closing ----------------------------------------------------------------------------------


def refused_by_the_database(action: object) -> bool:
    """Whether the database itself refuses; what was done is rolled back."""
    assert callable(action)
    try:
        with transaction.atomic():
            action()
    except DatabaseError as error:
        return "cannot change" in str(error)
    return False


def test_after_closing_photos_are_frozen(
    browser: Client, moment: Session, facilitator: User
) -> None:
    photo = add_photo(moment, picture(), facilitator)
    Table(moment, facilitator).team.sends("close_session")
    copy = Photo.objects.get()
    copy.pk = uuid4()

    sends(browser, moment, written(drawn()))
    browser.post(address(photo, "change-photo"), {"do": "remove"})
    answer = browser.post(
        address(photo, "change-photo"), {"do": "turn"}, headers={"accept": "application/json"}
    )

    assert answer.status_code == 409
    assert "gesloten" in answer.json()["refused"]
    assert Photo.objects.get().turned == 0
    assert refused_by_the_database(lambda: Photo.objects.update(described="anders"))
    assert refused_by_the_database(lambda: Photo.objects.all().delete())
    assert refused_by_the_database(lambda: copy.save(force_insert=True))


@pytest.mark.parametrize("closed", [False, True])
def test_photos_go_with_their_session(moment: Session, facilitator: User, closed: bool) -> None:
    add_photo(moment, picture(), facilitator)
    if closed:
        Table(moment, facilitator).team.sends("close_session")

    destroy_session(moment.pk)

    assert not Photo.objects.exists()
    assert not Session.objects.exists()


# Very large -------------------------------------------------------------------------------------


@pytest.mark.once
def test_two_hundred_megabytes_get_a_sentence_and_are_not_read(
    browser: Client, moment: Session
) -> None:
    where = reverse("photos", args=[moment.pk])

    answer = browser.post(where, b"", "multipart/form-data", CONTENT_LENGTH=str(200 * 1024 * 1024))

    assert answer.status_code == 413
    assert "Deze foto is te groot: hoogstens 15 MB." in answer.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("path", "size", "read"),
    [
        ("/sessions/x/photos/", 15 * 1024 * 1024, True),
        ("/deals/x/paper/new/", 15 * 1024 * 1024, True),
        ("/deals/x/partners/import/", 5 * 1024 * 1024, True),
        ("/sessions/x/photos/", 200 * 1024 * 1024, False),
        ("/deals/x/paper/new/", 200 * 1024 * 1024, False),
        ("/sessions/x/photos/y/change/", 2 * 1024 * 1024, False),
    ],
)
@pytest.mark.anyio
async def test_only_addresses_that_take_a_photo_read_a_large_body(
    path: str, size: int, read: bool
) -> None:
    async def receive() -> dict[str, object]:
        return {
            "type": "http.request",
            "body": bytes(min(size, 16 * 1024 * 1024)),
            "more_body": False,
        }

    headers = [(b"content-length", str(size).encode())]
    scope = {"path": path, "headers": headers}
    message = await bounded(scope, receive, is_known=True)()
    of_nobody = await bounded(scope, receive, is_known=False)()

    assert (message.get("body", b"") != b"") == read
    assert of_nobody.get("body", b"") == b""
