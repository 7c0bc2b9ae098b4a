"""Actions that are agreed in a session: records of the deal, of which the log says that they came.

They change outside sessions too, so no state and no fold holds them: pages ask for them anew.
"""

from uuid import UUID

from django.db.models import Q

from boards.content import content_of
from boards.domain.context import Context
from boards.domain.log import Change
from boards.domain.placements import sheet_on_table, subject_on_table
from boards.models import Subject
from boards.protocol import AddAction, ChangeAction, FinishAction
from boards.refusals import Refused, in_our_words
from deals.domain import actions
from deals.models import Action, Innovation

OUR_WORDS = {
    "changed": "action_changed",
    "action_too_long": "too_long",
    "action_exists": "id_reused",
}


def add_action(context: Context, command: AddAction) -> Change:
    """Agree on something; it keeps in words what it came from."""
    deal = context.session.deal
    with in_our_words(OUR_WORDS):
        actions.add_action(
            deal,
            command.text,
            owner=actions.owner_of(deal, command.owner),
            due=command.due,
            by=context.user(),
            session=context.session,
            origin=_origin(context, command),
            action_id=command.action,
            innovation=_innovation(context, command),
        )
    return _told(command.action, "added")


def change_action(context: Context, command: ChangeAction) -> Change:
    """Change an action of the deal: its text, whose it is, when it should be done."""
    action = _action(context, command.action)
    with in_our_words(OUR_WORDS):
        owner = actions.owner_of(context.session.deal, command.owner, action)
        actions.change_action(
            action, command.text, owner, command.due, command.based_on, context.user()
        )
    return _told(command.action, "changed")


def finish_action(context: Context, command: FinishAction) -> Change:
    """Done, or not done after all."""
    action = _action(context, command.action)
    if command.done:
        actions.finish_action(action, context.user())
    else:
        actions.reopen_action(action, context.user())
    return _told(command.action, "done" if command.done else "reopened")


def with_actions(session_id: UUID) -> set[str]:
    """The innovations of a session, as subjects, that have an action: one that is open still, or
    one of this session. What was agreed in a try-out counts only there.
    """
    here = Action.objects.filter(session=session_id)
    elsewhere = Action.objects.open().filter(Q(session=None) | Q(session__trial=False))
    there = Subject.objects.filter(session=session_id).filter(
        Q(innovation__in=here.values("innovation"))
        | Q(session__trial=False, innovation__in=elsewhere.values("innovation"))
    )
    return {str(pk) for pk in there.values_list("pk", flat=True)}


def _action(context: Context, action_id: UUID) -> Action:
    """An action of the deal. A try-out has its own, which do not stay, and reaches no others."""
    actions_here = Action.objects.with_owners().filter(deal=context.session.deal)
    if context.session.trial:
        actions_here = actions_here.filter(session=context.session)
    else:
        actions_here = actions_here.exclude(session__trial=True)
    action = actions_here.filter(pk=action_id).first()
    if action is None:
        raise Refused("unknown_action")
    return action


def _origin(context: Context, command: AddAction) -> str:
    """In words: the question that it answers, the partner whose post-it it is about, or nothing. A
    name typed by hand, of a person too, is not copied: it can be erased in the session, and must
    not stay in the deal. To an innovation the action is linked, so that it need not be named.
    """
    sheet = None if command.sheet is None else sheet_on_table(context, command.sheet)
    if command.subject is not None:
        subject = subject_on_table(context, command.subject)
        organisation = subject.of or subject
        if subject.innovation_id is None:
            return "" if organisation.partner_id is None else organisation.name
    if sheet is None or command.question is None:
        return ""
    questions = content_of(sheet.content).questions_by_id
    if command.question not in questions:
        raise Refused("unknown_question")
    return questions[command.question].text


def _innovation(context: Context, command: AddAction) -> Innovation | None:
    """What the action brings further, when it is about an innovation on the table."""
    if command.subject is None:
        return None
    return subject_on_table(context, command.subject).innovation


def _told(action: UUID, what: str) -> Change:
    """The team hears which action to look at again."""
    return Change("action_agreed", team={"action": str(action), "what": what})
