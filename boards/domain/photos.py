"""Photos of the paper board: added, turned, described and removed until the session closes."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from boards.domain.pictures import RIGHT_ANGLE, Picture, Unusable, turned
from boards.models import Photo, Sheet
from boards.refusals import Refused
from deals.models import Session, User

MOST_PHOTOS = 6
BYTES = ("image", "thumbnail")


def photos_of(session: Session) -> list[Photo]:
    """The photos of a session in the order in which they came, without their bytes."""
    return list(session.photos.defer(*BYTES).select_related("by"))


@transaction.atomic
def add_photo(
    session: Session, picture: Picture, by: User, *, sheet: UUID | None = None, described: str = ""
) -> Photo:
    """Keep a photo with a moment on paper. `sheet`: the board that it shows; with one board on the
    table that one.

    Raises Refused ("closed", "not_on_paper"), and Unusable when there are enough photos.
    """
    locked = _locked(session)
    if locked.photos.count() >= MOST_PHOTOS:
        sentence = _("There are %(most)s photos already. Remove one first.")
        raise Unusable(sentence % {"most": MOST_PHOTOS})
    return Photo.objects.create(
        session=locked,
        sheet=_shown(locked, sheet),
        image=picture.image,
        thumbnail=picture.thumbnail,
        width=picture.width,
        height=picture.height,
        described=described,
        by=by,
    )


@transaction.atomic
def turn_photo(photo: Photo) -> Photo:
    """Turn a photo a quarter clockwise. Each turn makes the JPEG anew: four of them don't show."""
    _locked(photo.session)
    now = Photo.objects.get(pk=photo.pk)
    made = turned(bytes(now.image))
    now.image, now.thumbnail = made.image, made.thumbnail
    now.width, now.height = made.width, made.height
    now.turned = (now.turned + RIGHT_ANGLE) % 360
    now.save(update_fields=[*BYTES, "width", "height", "turned"])
    return now


@transaction.atomic
def describe_photo(photo: Photo, described: str, sheet: UUID | None) -> None:
    """Say what a photo shows, in words, and which board."""
    session = _locked(photo.session)
    here = Photo.objects.filter(pk=photo.pk)
    here.update(described=described, sheet=_shown(session, sheet))


@transaction.atomic
def remove_photo(photo: Photo) -> None:
    """Take a photo away for good."""
    _locked(photo.session)
    photo.delete()


def _locked(session: Session) -> Session:
    """The session as it is now, held until the photo is written: two who add one at the same
    moment cannot go past the most there may be, and who closes comes before or after.
    """
    now = Session.objects.select_for_update(no_key=True).filter(pk=session.pk).first()
    if now is None:
        raise Refused("gone")
    if not now.paper:
        raise Refused("not_on_paper")
    if now.is_closed:
        raise Refused("closed")
    return now


def _shown(session: Session, sheet: UUID | None) -> Sheet | None:
    sheets = list(session.sheets.all())
    if len(sheets) == 1:
        return sheets[0]
    return next((each for each in sheets if each.pk == sheet), None)
