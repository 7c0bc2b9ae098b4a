"""Everything of a deal as one workbook: its sessions under each other, and its own records.

It is made by a job. What may be read of a session is decided by its state, per session: the job
tells after each how far it is, and the number of queries grows with the sessions alone.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boards.export import files
from boards.export.cells import Column, Table
from boards.export.reading import all_actions, seen_by
from boards.export.tables import Row, SeenSession, action_columns, action_row, tables_of
from boards.viewer import Viewer
from deals import queries
from deals.filenames import file_name
from deals.hooks import Made, Tell
from deals.models import Deal, Job, Partner, Person, Phase, Session


def make_deal_tables(job: Job, tell: Tell) -> Made:
    """The workbook of a deal, for who asked: the team with what the room did not see, staff of
    Agenda Stad what the room saw in sessions that are closed.
    """
    deal, for_team = job.deal, job.for_team
    sessions = list(_sessions(deal, for_team))
    steps = len(sessions) + 2
    seen = []
    for done, session in enumerate(sessions):
        tell(done, steps)
        viewer = Viewer("control" if for_team else "screen", session.pk)
        seen.append(seen_by(session, viewer, hears_actions=False))
    tell(len(sessions), steps)
    tables = [_session_table(sessions), *_of_sessions(seen, for_team), *_records(deal, for_team)]
    tell(len(sessions) + 1, steps)
    content = files.workbook_of(deal.name, about(deal, for_team), tables)
    whose = _("for the team") if for_team else ""
    name = file_name(deal.name, timezone.localdate().isoformat(), whose, ending="xlsx")
    return Made(name, files.XLSX, content)


def _sessions(deal: Deal, for_team: bool) -> QuerySet[Session]:
    """What this reader may read, the oldest first; no try-outs."""
    sessions = deal.sessions.filter(trial=False).order_by("planned_on", "made_at")
    return sessions if for_team else sessions.filter(phase=Phase.CLOSED)


def about(deal: Deal, for_team: bool) -> list[str]:
    """What the first sheet says of the workbook."""
    made = date_format(timezone.localtime(), "j F Y, H:i")
    lines = [_("Made on %(at)s.") % {"at": made}, reach(for_team)]
    if deal.invented:
        lines.append(_("This deal is an example: its partners were put together by us."))
    return lines


def reach(for_team: bool) -> str:
    """For whom a file is, by what it holds."""
    if for_team:
        return _(
            "For the team of the deal. It also holds what the room did not see: don't pass it on."
        )
    return _("Of the conversations it holds what everybody in the room saw.")


def _of_sessions(seen: list[SeenSession], for_team: bool) -> Iterable[Table]:
    """Without their innovations: those of the deal itself stand in their place, as its actions."""
    tables = tables_of(seen, for_team=for_team, dated=True)
    return (table for table in tables if table.name != "innovations")


# The deal's own records -------------------------------------------------------------------------


def _session_table(sessions: list[Session]) -> Table:
    columns = [
        Column(_("Date"), 12),
        Column(_("Session"), 36),
        Column(_("Phase"), 18),
        Column(_("Purpose"), 28),
        Column(_("Made up as an example"), 14),
    ]
    rows: list[Row] = [
        [
            session.planned_on,
            session.title,
            session.get_phase_display(),
            session.get_purpose_display(),
            session.invented,
        ]
        for session in sessions
    ]
    return Table("sessions", _("Sessions"), columns, rows)


def _records(deal: Deal, for_team: bool) -> list[Table]:
    tables = [_action_table(deal, for_team), _innovation_table(deal, for_team)]
    if for_team:
        return [*tables, _partners_for_team(deal), _people(deal)]
    return [*tables, _partners_for_others(deal)]


def _action_table(deal: Deal, for_team: bool) -> Table:
    columns = [*action_columns(), Column(_("Innovation"), 28)]
    columns += [Column(_("Date"), 12), Column(_("Session"), 28)]
    rows: list[Row] = []
    for action in all_actions(queries.actions_of(deal, only_closed=not for_team)):
        session, innovation = action.session, action.innovation
        day = session.planned_on if session is not None else None
        title = session.title if session is not None else ""
        name = innovation.name if innovation is not None else ""
        rows.append([*action_row(action), name, day, title])
    return Table("actions", _("Actions"), columns, rows)


def _innovation_table(deal: Deal, for_team: bool) -> Table:
    columns = [
        Column(_("Innovation"), 32),
        Column(_("How far it is"), 22),
        Column(_("Which problem does it solve?"), 50),
        Column(_("From which experiment does it come?"), 50),
        Column(_("Line of work"), 20),
        Column(_("Open actions"), 12),
        Column(_("Also called"), 28),
        Column(_("Collected in"), 28),
        Column(_("Taken off the list"), 14),
    ]
    found = queries.innovations_of(deal, only_closed=not for_team)
    removed = [queries.InnovationRow(each, 0, []) for each in found.removed]
    rows: list[Row] = []
    for row in [*found.current, *removed]:
        innovation = row.innovation
        rows.append(
            [
                innovation.name,
                innovation.get_phase_display(),
                innovation.problem,
                innovation.experiment,
                innovation.line.name if innovation.line is not None else "",
                row.open_actions,
                ", ".join(row.also),
                innovation.session.title if innovation.session is not None else "",
                innovation.removed_at is not None,
            ]
        )
    return Table("innovations", _("Innovations"), columns, rows)


def _partners(deal: Deal, *, only_closed: bool) -> QuerySet[Partner]:
    return queries.listed_partners(deal, queries.PartnerFilter(part="all"), only_closed=only_closed)


def _partners_for_team(deal: Deal) -> Table:
    columns = [
        *_partner_columns(),
        Column(_("Since"), 12),
        Column(_("Until"), 12),
        Column(_("Why"), 50),
        Column(_("Hours a year"), 10),
        Column(_("Euros a year"), 12),
        Column(_("Contribution"), 50),
        Column(_("Lines of work"), 24),
    ]
    rows: list[Row] = [
        [
            *_standing(partner),
            partner.since,
            partner.until,
            partner.why,
            partner.hours,
            partner.euros,
            partner.contribution,
            ", ".join(line.name for line in partner.lines.all()),
        ]
        for partner in _partners(deal, only_closed=False)
    ]
    return Table("partners", _("Partners"), columns, rows)


def _partners_for_others(deal: Deal) -> Table:
    """The partners as the page of the deal shows them to who is not in its team."""
    rows = [_standing(partner) for partner in _partners(deal, only_closed=True)]
    return Table("partners", _("Partners"), _partner_columns(), rows)


def _partner_columns() -> list[Column]:
    return [
        Column(_("Organisation"), 36),
        Column(_("Kind"), 24),
        Column(_("Relation"), 24),
        Column(_("Left the deal"), 12),
    ]


def _standing(partner: Partner) -> Row:
    organisation = partner.organisation.current
    return [
        organisation.name,
        organisation.get_kind_display(),
        partner.get_relation_display(),
        partner.has_left,
    ]


def _people(deal: Deal) -> Table:
    """The contact persons, also who left; those of a merged partner with what it goes on as."""
    columns = [
        Column(_("Organisation"), 36),
        Column(_("Role"), 32),
        Column(_("Name"), 28),
        Column(_("Level"), 20),
        Column(_("Since"), 12),
        Column(_("Until"), 12),
    ]
    found = Person.objects.filter(partner__deal=deal)
    people = found.select_related("partner__organisation__merged_into")
    rows: list[tuple[str, str, str, str, date | None, date | None]] = [
        (
            str(each.partner),
            each.role,
            each.name,
            each.get_level_display(),
            each.since,
            each.until,
        )
        for each in people
    ]
    rows.sort(key=lambda row: (row[0].casefold(), row[1].casefold()))
    return Table("people", _("Contact persons"), columns, list(rows))
