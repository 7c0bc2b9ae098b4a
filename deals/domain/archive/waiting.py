"""A file between its preview and its confirmation, kept on the server for who chose it."""

from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from deals.domain.archive.importing import Overview, import_deal, look_at
from deals.domain.archive.refusals import ArchiveRefused
from deals.models import Deal, UploadedArchive, User
from deals.models.base import NAME_LENGTH

WAITS = timedelta(hours=1)
# What a page takes: a file stands in memory several times while it is brought in, beside the
# conversations that go on. The command import_deal has a process of its own, and no limit.
MAX_FILE = 32 * 1024 * 1024
PART = 1024 * 1024


def keep(name: str, data: bytes, owner: User) -> UploadedArchive:
    """Keep a file that could be brought in, in place of the one that its owner kept before.

    Raises ArchiveRefused; then the one before is kept still.
    """
    overview = asdict(look_at(data))
    days = {day: each.isoformat() for day in ("first", "last") if (each := overview[day])}
    with transaction.atomic():
        kept, _new = UploadedArchive.objects.update_or_create(
            owner=owner,
            defaults={
                "name": name[:NAME_LENGTH],
                "overview": overview | days,
                "at": timezone.now(),
            },
        )
        kept.parts.all().delete()
        for start in range(0, len(data), PART):
            kept.parts.create(data=data[start : start + PART])
    return kept


def kept_by(owner: User) -> UploadedArchive | None:
    """The file that somebody looks at now."""
    return UploadedArchive.objects.filter(owner=owner, at__gt=timezone.now() - WAITS).first()


def overview_of(kept: UploadedArchive) -> Overview:
    """What its preview says."""
    days = {
        name: date.fromisoformat(day)
        for name in ("first", "last")
        if (day := kept.overview[name]) is not None
    }
    return Overview(**kept.overview | days)


def confirm(owner: User, kept_at: str) -> Deal:
    """Bring in the file as it was looked at, and keep it no longer. `kept_at`: when it was kept, as
    the preview said, so that no other file comes in its place.

    Raises ArchiveRefused: "gone" when it is not there, or is another one.
    """
    kept = kept_by(owner)
    if kept is None or mark_of(kept) != kept_at:
        raise ArchiveRefused("gone")
    deal = import_deal(b"".join(kept.parts.values_list("data", flat=True)), owner)
    kept.delete()
    return deal


def mark_of(kept: UploadedArchive) -> str:
    """What tells a kept file from one that took its place."""
    return kept.at.isoformat()


def drop(owner: User) -> None:
    """Keep the file no longer."""
    UploadedArchive.objects.filter(owner=owner).delete()


def forget_uploads() -> int:
    """Delete the files that wait for more than an hour; how many."""
    old = UploadedArchive.objects.filter(at__lte=timezone.now() - WAITS)
    _rows, by_model = old.delete()
    return by_model.get(UploadedArchive._meta.label, 0)
