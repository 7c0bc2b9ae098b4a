"""A login that ends is over on open sockets too: they are asked again."""

import pytest
from allauth.account import signals
from django.contrib.auth.signals import user_logged_out

from boards.access import control_viewer, still_valid
from boards.models import SessionLog
from deals.models import User
from tests.live.people import team
from tests.table import Table


@pytest.mark.parametrize(
    "ended", [user_logged_out, signals.password_changed, signals.password_reset]
)
def test_the_sockets_of_running_sessions_are_asked_again(
    table: Table, facilitator: User, ended: object
) -> None:
    ended.send(sender=User, request=None, user=facilitator)  # type: ignore[attr-defined]

    assert SessionLog.objects.get(pk=table.session.pk).revocations == 1


def test_a_viewer_is_out_when_the_login_is(table: Table, facilitator: User) -> None:
    [login] = team(table.session, facilitator).cookies.values()
    viewer = control_viewer(facilitator, table.session.pk, login)
    assert still_valid(viewer)

    facilitator.set_password("een-heel-ander-wachtwoord")
    facilitator.save()

    assert not still_valid(viewer)
