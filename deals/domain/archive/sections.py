"""The section of the deal's own records, its sessions and who sat where."""

from typing import Any

from django.db.models import Q, QuerySet

from deals.domain.archive.exporting import Scope
from deals.domain.archive.reading import Archive
from deals.domain.archive.refusals import ArchiveRefused
from deals.domain.archive.tables import Derived, Row, Section, Table
from deals.domain.merging import settle
from deals.models import (
    Action,
    CoreMember,
    Deal,
    DealStage,
    FormerRelation,
    Goal,
    Innovation,
    Moment,
    Organisation,
    Partner,
    PartnerYear,
    Person,
    Phase,
    Seat,
    Session,
    User,
    WorkLine,
)
from deals.tokens import hash_of, new_token

OF_DEAL = {"deal": "the file is of one deal"}


def _of_deal(model: Any) -> Any:
    def rows(scope: Scope) -> QuerySet[Any]:
        return model.objects.filter(deal=scope.deal).order_by("pk")  # type: ignore[no-any-return]

    return rows


def _deal(scope: Scope) -> QuerySet[Deal]:
    return Deal.objects.filter(pk=scope.deal.pk)


def _organisations(scope: Scope) -> QuerySet[Organisation]:
    """Those of its partners, and what they go on as."""
    its = Q(partnerships__deal=scope.deal) | Q(merged__partnerships__deal=scope.deal)
    return Organisation.objects.filter(its).distinct().order_by("pk")


def _sessions(scope: Scope) -> QuerySet[Session]:
    return Session.objects.filter(pk__in=[scope.session])


def _has_phone(value: Any) -> Row:
    """A seat that had a phone gets the mark of a token that nobody has."""
    if type(value) is not bool:
        raise ValueError("no boolean")
    return {"token_hash": hash_of(new_token()) if value else None}


def _still_open(row: Row) -> Row:
    """A closed session is put in open: it is closed when everything in it is there."""
    if row["phase"] != Phase.CLOSED:
        return row
    return row | {"phase": Phase.DISCUSSING, "closed_at": None, "closed_by": None}


TABLES = (
    Table(
        Deal,
        ("kind", "name", "theme", "problem", "covenant", "invented", "made_at", "version"),
        _deal,
    ),
    Table(Goal, ("text", "order"), _of_deal(Goal), OF_DEAL, deal_field="deal"),
    Table(
        DealStage,
        ("stage", "starts_on", "ends_on", "note"),
        _of_deal(DealStage),
        OF_DEAL,
        deal_field="deal",
    ),
    Table(Moment, ("kind", "on", "title"), _of_deal(Moment), OF_DEAL, deal_field="deal"),
    Table(WorkLine, ("name",), _of_deal(WorkLine), OF_DEAL, deal_field="deal"),
    Table(
        CoreMember,
        ("role", "name", "since", "until"),
        _of_deal(CoreMember),
        OF_DEAL,
        numbered=True,
        deal_field="deal",
    ),
    Table(Organisation, ("name", "kind", "merged_into"), _organisations),
    Table(
        Partner,
        (
            *("organisation", "relation", "why", "since", "until", "hours", "euros"),
            *("contribution", "resistance", "lines", "merged_into", "version"),
        ),
        lambda scope: (
            Partner.objects.filter(deal=scope.deal).order_by("pk").prefetch_related("lines")
        ),
        OF_DEAL | {"named_in": "it says something of sessions that run only; they do not travel"},
        deal_field="deal",
    ),
    Table(
        FormerRelation,
        ("partner", "relation", "why", "since", "until"),
        lambda scope: FormerRelation.objects.filter(partner__deal=scope.deal).order_by("pk"),
    ),
    Table(
        Person,
        ("partner", "role", "name", "level", "since", "until"),
        lambda scope: Person.objects.filter(partner__deal=scope.deal).order_by("pk"),
    ),
    Table(
        PartnerYear,
        (
            *("partner", "year", "gained", "network", "products"),
            *("confirmed_at", "confirmed_by", "taken_into", "version"),
        ),
        lambda scope: PartnerYear.objects.filter(partner__deal=scope.deal).order_by("pk"),
    ),
    Table(
        Session,
        (
            *("title", "planned_on", "phase", "purpose", "line", "invented", "paper"),
            *("made_by", "made_at", "closed_at", "closed_by"),
        ),
        _sessions,
        OF_DEAL | {"trial": "try-outs do not travel"},
        per_session=True,
        complete=_still_open,
        deal_field="deal",
    ),
    Table(
        Seat,
        ("session", "partner", "person", "joined_at", "left_at", "removed_at", "merged_into"),
        lambda scope: Seat.objects.filter(session=scope.session).order_by("pk"),
        {"token_hash": "a secret of a phone; `phone` says that there was one"},
        {"phone": Derived(lambda seat: seat.token_hash is not None, _has_phone)},
        per_session=True,
        within="session",
    ),
    Table(
        Innovation,
        (
            *("name", "problem", "experiment", "phase", "line", "session", "merged_into"),
            *("removed_at", "made_by", "made_at", "version"),
        ),
        lambda scope: (
            Innovation.objects.filter(deal=scope.deal).exclude(session__trial=True).order_by("pk")
        ),
        OF_DEAL,
        deal_field="deal",
    ),
    Table(
        Action,
        (
            *("text", "partner", "person", "member", "owner_name", "due", "done_at", "done_by"),
            *("session", "origin", "innovation", "made_by", "made_at", "version"),
        ),
        lambda scope: (
            Action.objects.filter(deal=scope.deal).exclude(session__trial=True).order_by("pk")
        ),
        OF_DEAL,
        deal_field="deal",
    ),
)
# What of this app is not in the file, and why.
LEFT_OUT = {
    "Door": "a way in for phones: it holds the version of a secret",
    "HandOver": "a way in for one phone",
    "Invitation": "a way in for a colleague",
    "Job": "of the installation: what is being made there",
    "JobFile": "of the installation: what was made there, such as this file",
    "SlowLane": "of the installation",
    "TeamMember": "accounts do not travel: who brings the deal in becomes its facilitator",
    "UploadedArchive": "a file that waits to be brought in",
    "UploadedPart": "a part of it",
    "User": "accounts do not travel, but for the names of those who did something",
    "WrongCode": "of the installation",
}


def _check(archive: Archive) -> None:
    if len(archive.rows[Deal]) != 1:
        raise ArchiveRefused("missing" if not archive.rows[Deal] else "twice", "Deal")
    into = {row["id"]: row["merged_into"] for row in archive.rows[Organisation]}
    if any(into[other] is not None for other in into.values() if other is not None):
        raise ArchiveRefused("bad_value", "Organisation, merged_into")
    for number, row in enumerate(archive.rows[Session], 1):
        closed = row["phase"] == Phase.CLOSED
        if row["phase"] not in (Phase.CLOSED, Phase.PREPARING):
            raise ArchiveRefused("bad_value", f"Session {number}, phase")
        if closed != (row["closed_at"] is not None):
            raise ArchiveRefused("bad_value", f"Session {number}, closed_at")


def _finish(deal: Deal, archive: Archive) -> None:
    """Close what was closed, and let one partner of each organisation stand in this deal."""
    here = User.objects.in_bulk(archive.ids[User])
    for row in archive.rows[Session]:
        if row["phase"] == Phase.CLOSED:
            closed = {name: row[name] for name in ("phase", "closed_at")}
            by = here.get(row["closed_by"])
            Session.objects.filter(pk=row["id"]).update(**closed, closed_by=by)
    _settle_partners(deal)


def _settle_partners(deal: Deal) -> None:
    """Organisations may have been merged here, or taken apart, since the file was made."""
    partners = list(deal.partners.select_related("organisation"))
    groups: dict[Any, list[Partner]] = {}
    for partner in partners:
        of = partner.organisation.merged_into_id or partner.organisation_id
        groups.setdefault(of, []).append(partner)
    for organisation, group in groups.items():
        standing = [partner for partner in group if partner.merged_into_id is None]
        rest = {partner.merged_into_id for partner in group} - {None}
        if len(standing) != 1 or not rest <= {standing[0].pk}:
            settle(organisation)


SECTION = Section("deals", TABLES, _check, _finish)
