"""Who sees to what a column of a worksheet says: partners of the deal, beside what was typed."""

from boards.content import content_of
from boards.domain.context import Context
from boards.domain.log import Change
from boards.domain.placements import sheet_on_table, subject_on_table
from boards.domain.projection import doer_data
from boards.models import Doer
from boards.protocol import NameDoer
from boards.refusals import Refused
from deals.domain.actions import TAKES_UP
from deals.models import Partner


def name_doer(context: Context, command: NameDoer) -> Change:
    """Name a partner, or cross it out again. Who left can only be crossed out."""
    sheet = sheet_on_table(context, command.sheet)
    subject = subject_on_table(context, command.subject)
    content = content_of(sheet.content)
    if not any(row.doers for row in content.rows):
        raise Refused("no_cells")
    if command.element not in content.by_id:
        raise Refused("unknown_element")
    if subject.what != content.filling(sheet.filling).places:
        raise Refused("not_on_this_board")
    partner = _partner(context, command)
    doer = sheet.doers.filter(subject=subject, element=command.element, partner=partner).first()
    before = None if doer is None else doer_data(doer)
    if doer is None:
        if not command.named:
            raise Refused("already_so")
        doer = Doer(
            sheet=sheet,
            subject=subject,
            element=command.element,
            partner=partner,
            label=str(partner),
        )
    elif doer.named == command.named:
        raise Refused("already_so")
    doer.named = command.named
    doer.save()
    told: dict[str, object] = {"doer": doer_data(doer)}
    return Change("doer_named", team=told | {"from": before}, room=told)


def _partner(context: Context, command: NameDoer) -> Partner:
    """The partner that is meant; one that was merged is the one that it goes on as."""
    partners = context.session.deal.partners.select_related(
        "organisation__merged_into", "merged_into__organisation"
    )
    partner = partners.filter(pk=command.partner).first()
    if partner is None:
        raise Refused("unknown_partner")
    standing = partner if partner.merged_into is None else partner.merged_into
    if command.named:
        must_take_part(standing)
    return standing if command.named else partner


def must_take_part(partner: Partner) -> None:
    """Refuse one that is named no more: it left the deal, or said no."""
    if partner.has_left or partner.relation not in TAKES_UP:
        raise Refused("partner_left")
