"""Adding a conversation that was held on paper."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from boards.domain.paper import add_paper_moment
from boards.domain.photos import MOST_PHOTOS
from boards.domain.pictures import MAX_MEGABYTES
from boards.forms import PaperForm
from boards.views.preparing import made_once
from boards.views.uploads import takes_a_photo
from deals.access import deal_for_facilitator
from deals.views.requests import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
@takes_a_photo
def new_paper(request: UserRequest, deal_id: UUID, refused: str) -> HttpResponse:
    """Say when it was, on which boards and with whom; then the control view is there, with the
    photo beside the board.
    """
    deal = deal_for_facilitator(request.user, deal_id)
    posted = request.method == "POST" and not refused
    form = PaperForm(request.POST if posted else None, request.FILES or None, deal=deal)
    if form.is_valid():
        chosen = form.cleaned_data
        make = partial(
            add_paper_moment,
            deal,
            chosen["title"],
            chosen["planned_on"],
            form.set_up(),
            request.user,
            form.photo_of_it(),
        )
        return redirect("control", made_once(deal, chosen["id"], make).pk)
    context = {
        "deal": deal,
        "form": form,
        "boards": form.boards,
        "refused": refused,
        "most_megabytes": MAX_MEGABYTES,
        "most_photos": MOST_PHOTOS,
    }
    status = 413 if refused else 400 if form.is_bound else 200
    return render(request, "boards/paper_new.html", context, status=status)
