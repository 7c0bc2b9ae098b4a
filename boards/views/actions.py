"""What is agreed, beside the board: the actions of the deal that are open still, and those of this
session. They change outside sessions too, so no state holds them: the page asks for them anew.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from boards.access import control_viewer, viewer_at
from boards.views.page import urls_of
from deals.domain.actions import owner_value
from deals.models import Action, Session
from deals.queries import actions_of, actions_of_session, owner_groups


@dataclass(frozen=True)
class Agreed:
    """The actions beside a session, each list open ones first.

    `before`: those of the deal that are open still, and those of them that were done today, so that
    a slip can be put right. `here`: what this session agreed.
    """

    before: list[Action]
    here: list[Action]

    @property
    def open_before(self) -> int:
        """How many of earlier sessions are open."""
        return len([action for action in self.before if not action.is_done])

    @property
    def open(self) -> int:
        """How many are open altogether."""
        return self.open_before + len([action for action in self.here if not action.is_done])


def agreed_beside(session: Session) -> Agreed:
    """The actions to show beside the boards of a session, in two queries."""
    of_deal, here = actions_of(session.deal), actions_of_session(session)
    if session.trial:  # it reaches no action but its own
        return Agreed(before=[], here=here.open + here.done)
    today = timezone.localdate()
    done_today = [
        action
        for action in of_deal.done
        if action.done_at is not None and timezone.localdate(action.done_at) == today
    ]
    return Agreed(
        before=[a for a in of_deal.open + done_today if a.session_id != session.pk],
        here=here.open + here.done,
    )


@login_not_required  # the login is asked by boards.access: a fragment is no place for a login form
@require_safe
def actions(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The lists as a fragment, to be read anew after something was agreed."""
    viewer = viewer_at("control", request, session_id)
    session = Session.objects.select_related("deal").get(pk=viewer.session)
    return render(
        request,
        "boards/_actions_lists.html",
        {
            "agreed": agreed_beside(session),
            "page": {"urls": urls_of(viewer)},
            "session": session,
            "facilitates": viewer.facilitates and not session.is_closed,
            "command_id": uuid4,
        },
    )


@require_safe
def action(request: HttpRequest, session_id: UUID, action_id: UUID) -> HttpResponse:
    """Change one action: a page, of which the control view shows the form in the list."""
    viewer = control_viewer(request.user, session_id)
    if not viewer.facilitates:
        raise Http404
    session = Session.objects.select_related("deal").get(pk=viewer.session)
    if session.is_closed:
        return redirect(session)
    found = get_object_or_404(Action.objects.with_owners(), deal=session.deal, pk=action_id)
    return render(
        request,
        "boards/action.html",
        {
            "session": session,
            "action": found,
            "owner": owner_value(found),
            "owners": owner_groups(session.deal, found),
            "page": {"urls": urls_of(viewer)},
            "command_id": uuid4,
        },
    )
