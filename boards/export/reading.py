"""What goes into tables: read from the database, as somebody may read it."""

from collections.abc import Iterable

from boards.content import content_of
from boards.domain.snapshot import state_of
from boards.domain.who_was_there import who_was_there
from boards.export.tables import SeenSession, SeenSheet
from boards.viewer import Viewer
from deals.models import Action, Session
from deals.queries import Actions, actions_of_session


def seen_by(session: Session, viewer: Viewer, *, hears_actions: bool) -> SeenSession:
    """A session as this viewer sees it, in a fixed number of queries. `hears_actions`: whether the
    reader may read what was agreed, which the room does not hear of.
    """
    return SeenSession(
        title=session.title,
        day=session.planned_on,
        state=state_of(viewer),
        sheets=[
            SeenSheet(str(sheet.pk), content_of(sheet.content), sheet.filling)
            for sheet in session.sheets.all()
        ],
        participants=who_was_there(session),
        for_team=viewer.sees_all,
        actions=list(all_actions(actions_of_session(session))) if hears_actions else None,
    )


def all_actions(actions: Actions) -> Iterable[Action]:
    """What has to be done still, and then what was done."""
    return (*actions.open, *actions.done)
