"""What a session does not keep for ever."""

from django.db.models.functions import Now

from boards.models import SessionLog
from deals.domain.seats import ANSWERS_AFTER_CLOSE


def forget_salts() -> int:
    """Delete the salts of sessions that were closed more than 24 hours ago; how many.

    From then on the marks in the log say nothing about what commands said. Repeated commands got
    their old answer until now (rule CMD2).
    """
    old = SessionLog.objects.filter(
        salt__isnull=False, session__closed_at__lte=Now() - ANSWERS_AFTER_CLOSE
    )
    return old.update(salt=None)
