"""The actions of a deal: added, changed, done, and taken off. The page of the deal shows them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deals import queries
from deals.access import action_for_keeper, deal_for_keeper
from deals.domain import actions
from deals.domain.records import RecordsRefused
from deals.models import Action, Deal
from deals.record_forms import ActionForm, version_of
from deals.views.requests import UserRequest
from deals.views.sections import Section, shown_value, try_to_save, was_changed

SECTION = "actions"  # its place on the page of the deal
FIELDS = {"owner_not_here": "owner", "innovation_gone": "innovation"}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """Write down what was agreed; a refusal shows what was typed, on a page of its own."""
    deal = deal_for_keeper(request.user, deal_id)
    if request.method != "POST":
        return _new(request, deal, new_action_form(deal))
    form = new_action_form(deal, request.POST)
    if not form.is_valid():
        return _new(request, deal, form, 400)
    said = form.cleaned_data
    try:
        actions.add_action(
            deal,
            said["text"],
            owner=actions.owner_of(deal, said["owner"]),
            due=said["due"],
            by=request.user,
            innovation=actions.innovation_of(deal, said.get("innovation", "")),
        )
    except RecordsRefused as refused:
        form.add_error(_field(form, refused), refused.sentence)
        return _new(request, deal, form, 409)
    messages.success(request, _("The action is on the list."))
    return _back(deal.pk)


def new_action_form(deal: Deal, said: QueryDict | None = None) -> ActionForm:
    """A form for something new, empty or filled in, with everybody who can see to something and
    the innovations that it can bring further.
    """
    choices = queries.innovation_choices(deal)
    return ActionForm(said, owners=queries.owner_groups(deal), innovations=choices)


def _new(request: UserRequest, deal: Deal, form: ActionForm, status: int = 200) -> HttpResponse:
    context = {"deal": deal, "form": form}
    return render(request, "deals/new_action.html", context, status=status)


def _field(form: ActionForm, refused: RecordsRefused) -> str:
    field = FIELDS.get(refused.code, "text")
    return field if field in form.fields else "text"


def _back(deal_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('deal', args=[deal_id])}#{SECTION}")


# One that is there ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: UserRequest, deal_id: UUID, action_id: UUID) -> HttpResponse:
    """Change what was agreed, who sees to it, or before when."""
    action = action_for_keeper(request.user, deal_id, action_id)
    if request.method != "POST":
        return _page(request, action, _section(action))
    section = _section(action, request)
    form = section.form
    assert isinstance(form, ActionForm)  # noqa: S101 - for the type

    def save() -> None:
        said = form.cleaned_data
        owner = actions.owner_of(action.deal, said["owner"], action)
        chosen = actions.innovation_of(action.deal, said.get("innovation", ""), action)
        actions.change_action(
            action,
            said["text"],
            owner,
            said["due"],
            section.version,
            request.user,
            innovation=chosen,
        )

    status = try_to_save(section, save)
    if status == 200:
        messages.success(request, _("Saved."))
        return _back(deal_id)
    if was_changed(section):  # one that is gone is found no more
        now = action_for_keeper(request.user, deal_id, action_id)
        section.version, section.present = now.version, _present(form, now)
    return _page(request, action, section, status)


def _section(action: Action, request: UserRequest | None = None) -> Section:
    """The form of an action, filled in as it is, or as somebody posted it."""
    owners = queries.owner_groups(action.deal, action)
    innovations = queries.innovation_choices(action.deal, action)
    address = reverse("action", args=[action.deal_id, action.pk])
    if request is None:
        form = ActionForm(initial=_values(action), owners=owners, innovations=innovations)
        version = action.version
    else:
        form = ActionForm(request.POST, owners=owners, innovations=innovations)
        version = version_of(request.POST.get("version", ""))
    return Section("action", action.text, form, version, address, "deals/action.html")


def _values(action: Action) -> dict[str, object]:
    """What an action says, as the values of its form."""
    return {
        "text": action.text,
        "owner": actions.owner_value(action),
        "due": action.due,
        "innovation": str(action.innovation_id or ""),
    }


def _page(
    request: UserRequest, action: Action, section: Section, status: int = 200
) -> HttpResponse:
    context = section.context | {"deal": action.deal, "action": action}
    return render(request, section.template, context, status=status)


def _present(form: ActionForm, now: Action) -> list[str]:
    """What the action says by now, for every field that was typed differently."""
    found = [
        f"{form.fields[name].label} {shown_value(now, name) or _('empty')}"
        for name, value in _values(now).items()
        if name in form.fields and form.cleaned_data.get(name) != value
    ]
    return found or [_("The same as you typed.")]


@require_POST
def done(request: UserRequest, deal_id: UUID, action_id: UUID) -> HttpResponse:
    """Say that it was done, or that it has to be done after all."""
    action = action_for_keeper(request.user, deal_id, action_id)
    if request.POST.get("done") == "no":
        actions.reopen_action(action, request.user)
        messages.success(request, _("The action is open again."))
    else:
        actions.finish_action(action, request.user)
        messages.success(request, _("The action is done."))
    return _back(deal_id)


@require_POST
def delete(request: UserRequest, deal_id: UUID, action_id: UUID) -> HttpResponse:
    """Take an action off the list, when nobody changed it meanwhile."""
    action = action_for_keeper(request.user, deal_id, action_id)
    try:
        actions.remove_action(action, version_of(request.POST.get("version", "")), request.user)
    except RecordsRefused:
        section = _section(action)
        section.refused = _(
            "Somebody changed this action meanwhile. Look at what it says now, and take it off the "
            "list if that is still right."
        )
        return _page(request, action, section, 409)
    messages.success(request, _("The action is off the list."))
    return _back(deal_id)
