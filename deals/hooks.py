"""What other apps want to hear from this one, which knows nothing of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from deals import rules
from deals.models import Deal, Job, Partner, Session, User

if TYPE_CHECKING:
    from deals.domain.archive.tables import Section
    from deals.domain.demo_plans import DealPlan
    from deals.partaking import Sight

RevocationListener = Callable[[list[UUID]], None]

_revocation_listeners: list[RevocationListener] = []


def register_revocation(listener: RevocationListener) -> None:
    """Have `listener` called with the ids of the sessions in which somebody lost rights.

    It is called inside the transaction that takes the rights, so what it writes is there at once.
    """
    _revocation_listeners.append(listener)


def tell_revocation(sessions: Iterable[UUID]) -> None:
    """Somebody lost rights in these sessions: tell whoever registered."""
    ids = list(sessions)
    for listener in _revocation_listeners:
        listener(ids)


# What pages show of the others' things ----------------------------------------------------------

Page = Literal["deal", "partner", "organisation"]


@dataclass(frozen=True)
class Panel:
    """A part of a page that another app fills: its template, and what that shows as `panel`.

    `after`: on the page of a deal, the part of that page that it belongs to and stands below.
    """

    template: str
    context: Any
    css: str = ""
    after: Literal["sessions", "innovations", "partners"] = "innovations"


PanelMaker = Callable[[Any, User | AnonymousUser], Panel | None]

_panels: dict[Page, list[PanelMaker]] = {"deal": [], "partner": [], "organisation": []}


def register_panel(page: Page, maker: PanelMaker) -> None:
    """Have the page of each deal, of each partner of a deal, or of each organisation, show what
    `maker` makes.

    It gets the deal, the partner, or the organisation as its reader sees it (`partaking.Sight`),
    and who reads the page, says only what that reader may see, and takes a fixed number of queries.
    None: nothing to show here.
    """
    _panels[page].append(maker)


def panels_of(
    page: Page, about: "Deal | Partner | Sight", user: User | AnonymousUser
) -> list[Panel]:
    """What other apps show of this to this reader, in the order they registered."""
    made = (maker(about, user) for maker in _panels[page])
    return [panel for panel in made if panel is not None]


# Jobs -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """What a job made: a file, with the name under which it is saved."""

    file_name: str
    content_type: str
    content: bytes


Tell = Callable[[int, int], None]
JobMaker = Callable[[Job, Tell], Made]
MayAsk = Callable[[User | AnonymousUser, Deal], bool]


@dataclass(frozen=True)
class JobKind:
    """Something that takes too long for one request, and who may ask for it.

    `note`: says more about the file of one deal, such as what is not in it. `about`: "deal" when
    it stands on the page where what is kept of a deal is made, "session" for one that is about a
    session. `text`: a line that says what comes of it. `remark`: what there is to say of the file
    that a job made, once it is there. `failures`: the sentences for the codes with
    which its maker raises `deals.domain.jobs.JobFailed`.
    """

    kind: str
    title: Promise | str
    maker: JobMaker
    about: Literal["deal", "session"] = "deal"
    text: Promise | str = ""
    note: Callable[[Deal], str] = lambda deal: ""
    remark: Callable[[Job], str] = lambda job: ""
    may_ask: MayAsk = rules.may_read_deal
    failures: Mapping[str, Promise | str] = field(default_factory=dict)

    def is_for(self, user: User | AnonymousUser, deal: Deal, session: Session | None) -> bool:
        """Whether this user may have it made, and read what came of it."""
        if not self.may_ask(user, deal):
            return False
        return session is None or rules.may_read_history(user, session)


_job_kinds: dict[str, JobKind] = {}


def register_job(kind: str, title: Promise | str, maker: JobMaker, **more: Any) -> None:
    """Have users start jobs of this kind; `more`: the other fields of `JobKind`.

    `maker` gets the job and a function to tell how far it is: how many steps are done, of how many.
    That function raises `deals.domain.jobs.Cancelled` when the user stopped the job, so it is
    called between steps, outside of transactions. The maker runs in a process of its own, in the
    job's language, with the rights of `job.by`: those of the team only if `job.for_team`.
    """
    _job_kinds[kind] = JobKind(kind, title, maker, **more)


def job_kind(kind: str) -> JobKind | None:
    """The kind of job with this name, if an app registered it."""
    return _job_kinds.get(kind)


def job_kinds_of(deal: Deal, user: User | AnonymousUser) -> list[JobKind]:
    """What this user can have made of a deal, in the order in which it was registered."""
    every = [kind for kind in _job_kinds.values() if kind.about == "deal"]
    return [kind for kind in every if kind.is_for(user, deal, None)]


# Who is missed ------------------------------------------------------------------------------------

MissingFinder = Callable[[Deal, bool], dict[UUID, list[Session]]]

_missing_finders: list[MissingFinder] = []


def register_missing(finder: MissingFinder) -> None:
    """Have `finder` say in which sessions of a deal a party lay on the table as missing, by the id
    of the partner; with True only in closed ones. It takes a fixed number of queries.
    """
    _missing_finders.append(finder)


def missing_in(deal: Deal, only_closed: bool) -> dict[UUID, list[Session]]:
    """The sessions in which each missing party was named, the first one first."""
    found: dict[UUID, list[Session]] = {}
    for finder in _missing_finders:
        for partner, sessions in finder(deal, only_closed).items():
            found.setdefault(partner, []).extend(sessions)
    return found


# The demo -----------------------------------------------------------------------------------------

DemoMaker = Callable[[Deal, "DealPlan", User], None]

_demo_makers: list[DemoMaker] = []


def register_demo(maker: DemoMaker) -> None:
    """Have `maker` add to each new deal of the demo, after its conversations were made."""
    _demo_makers.append(maker)


def make_more_demo(deal: Deal, plan: "DealPlan", by: User) -> None:
    """Whatever other apps add to a deal of the demo."""
    for maker in _demo_makers:
        maker(deal, plan, by)


# The file of a deal -------------------------------------------------------------------------------

_archive_sections: list["Section"] = []


def register_archive_section(section: "Section") -> None:
    """Have everything of a deal as one file hold this section too (deals/domain/archive/)."""
    _archive_sections.append(section)


def archive_sections() -> list["Section"]:
    """The sections of the file, in the order they registered: what points comes after."""
    return list(_archive_sections)
