"""Photos of a conversation on paper: shown, added, turned, described, removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boards.content import content_of
from boards.domain import photos
from boards.domain.pictures import MAX_MEGABYTES, Unusable
from boards.forms import PhotoForm, PhotoWordsForm
from boards.models import Photo
from boards.refusals import Refused
from boards.views.uploads import takes_a_photo
from deals.access import session_for_facilitator, session_for_reader
from deals.models import Session
from deals.views.requests import UserRequest

JSON = "application/json"


@dataclass(frozen=True)
class ShownPhoto:
    """A photo on a page. `alt`: what it shows, in words. `board`: the title of its board, or ""."""

    photo: Photo
    alt: str
    board: str


def shown_photos(session: Session, titles: Mapping[UUID, str]) -> list[ShownPhoto]:
    """The photos of a session; none for one that was not on paper. `titles`: of its boards, by the
    id of the sheet. One query.
    """
    if not session.paper:
        return []
    every = ", ".join(dict.fromkeys(titles.values()))
    shown = []
    for each in photos.photos_of(session):
        board = titles.get(each.sheet_id, "") if each.sheet_id else ""
        default = _("Photo of the board %(title)s") % {"title": board or every}
        shown.append(ShownPhoto(each, each.described or default, board))
    return shown


@require_safe
def photo(request: UserRequest, session_id: UUID, photo_id: UUID) -> HttpResponse:
    """The picture itself, for who may read the session; `?size=small` for a small one."""
    session = session_for_reader(request.user, session_id)
    is_small = request.GET.get("size") == "small"
    kept, other = ("thumbnail", "image") if is_small else ("image", "thumbnail")
    found = get_object_or_404(session.photos.defer(other), pk=photo_id)
    answer = HttpResponse(bytes(getattr(found, kept)), content_type="image/jpeg")
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@takes_a_photo
def photos_page(request: UserRequest, session_id: UUID, refused: str) -> HttpResponse:
    """The photos of a session that is being entered, and a form for one more."""
    session = _entered_session(request, session_id)
    if session.is_closed:
        return redirect(session)
    posted = request.method == "POST" and not refused
    form = PhotoForm(request.POST if posted else None, request.FILES or None)
    if form.is_valid():
        refused = _added(session, form, request)
        if not refused:
            messages.success(request, _("The photo was added."))
            return redirect("photos", session.pk)
    titles = {sheet.pk: content_of(sheet.content).title for sheet in session.sheets.all()}
    context = {
        "session": session,
        "deal": session.deal,
        "photos": shown_photos(session, titles),
        "boards": titles,
        "form": form,
        "refused": refused,
        "most_photos": photos.MOST_PHOTOS,
        "most_megabytes": MAX_MEGABYTES,
    }
    status = 413 if refused and not posted else 400 if form.is_bound else 200
    return render(request, "boards/photos.html", context, status=status)


@require_POST
def change_photo(request: UserRequest, session_id: UUID, photo_id: UUID) -> HttpResponse:
    """Turn a photo, say what it shows, or remove it. A page that asks for JSON gets how the photo
    stands now.
    """
    session = _entered_session(request, session_id)
    there = session.photos.defer(*photos.BYTES).select_related("session")
    found = get_object_or_404(there, pk=photo_id)
    try:
        found = _changed(found, request)
    except Photo.DoesNotExist:
        raise Http404 from None
    except (Refused, IntegrityError):
        closed = Refused("closed")
        if request.headers.get("Accept") == JSON:
            return JsonResponse({"refused": closed.sentence}, status=closed.status)
        messages.error(request, closed.sentence)
        return redirect(session)
    if request.headers.get("Accept") == JSON:
        return JsonResponse({"turned": found.turned, "width": found.width, "height": found.height})
    return redirect("photos", session.pk)


def _changed(found: Photo, request: UserRequest) -> Photo:
    what = request.POST.get("do")
    if what == "turn":
        return photos.turn_photo(found)
    if what == "remove":
        photos.remove_photo(found)
        messages.success(request, _("The photo was removed."))
    elif what == "describe":
        form = PhotoWordsForm(request.POST)
        if form.is_valid():
            chosen = form.cleaned_data
            photos.describe_photo(found, chosen["described"], chosen["sheet"])
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("This description is too long. Make it shorter."))
    return found


def _added(session: Session, form: PhotoForm, request: UserRequest) -> str:
    """Keep the photo of a form; why not, or ""."""
    chosen = form.cleaned_data
    try:
        photos.add_photo(
            session,
            chosen["photo"],
            request.user,
            sheet=chosen["sheet"],
            described=chosen["described"],
        )
    except Unusable as unusable:
        return str(unusable.sentence)
    except Refused as refused:
        return refused.sentence
    except IntegrityError:  # closed just now: the database lets nothing change
        return Refused("closed").sentence
    return ""


def _entered_session(request: UserRequest, session_id: UUID) -> Session:
    """A session on paper, for the facilitators who enter it; one of another kind has no photos."""
    session = session_for_facilitator(request.user, session_id)
    if not session.paper:
        raise Http404
    return session
