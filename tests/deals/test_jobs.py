"""Jobs: asked for, carried out by whoever runs the command, stopped, given up and swept."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from config import settings as project
from config.env import Env
from deals import hooks, rules
from deals.domain import jobs
from deals.hooks import JobKind, Made, Tell, job_kind, register_job
from deals.management.commands import run_job
from deals.models import Deal, Job, JobFile, JobState, TeamMember, User
from tests.conftest import make_session
from tests.deals.conftest import browser_of
from tests.deals.test_deal_pages import queries_of

MINUTE = timedelta(seconds=61)
DAY = timedelta(hours=24, seconds=1)


def make_a_list(job: Job, tell: Tell) -> Made:
    """Count to three, and say in which language and for whom."""
    for done in range(3):
        tell(done, 3)
    said = f"{job.language} {get_language()} {'team' if job.for_team else 'others'}"
    return Made("lijst.txt", "text/plain", said.encode())


@pytest.fixture
def kind() -> Iterator[JobKind]:
    """A kind of job that is made at once."""
    with registered(make_a_list) as found:
        yield found


class registered:
    """A kind of job as long as the block lasts."""

    def __init__(self, maker: Callable[[Job, Tell], Made], **more: object) -> None:
        self.maker, self.more = maker, more

    def __enter__(self) -> JobKind:
        register_job("test-list", "Een lijst", self.maker, **self.more)
        found = job_kind("test-list")
        assert found is not None
        return found

    def __exit__(self, *_error: object) -> None:
        hooks._job_kinds.pop("test-list")


def asked(kind: JobKind, deal: Deal, by: User) -> Job:
    return jobs.start(kind, deal, by)


def carried_out(job: Job) -> Job:
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def later(job: Job, by: timedelta) -> None:
    """Set the row back, as if that much time had passed."""
    job.refresh_from_db()
    job.beat_at -= by
    job.ended_at = job.ended_at and job.ended_at - by
    job.save(update_fields=["beat_at", "ended_at"])


# From asking to the file --------------------------------------------------------------------------


def test_a_job_ends_with_a_file_in_the_language_of_who_asked(
    kind: JobKind, deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    with override("en"):
        job = asked(kind, deal, facilitator)
    assert (job.state, job.for_team) == (JobState.WAITING, True)

    job = carried_out(job)

    assert (job.state, job.file_name, job.size) == (JobState.DONE, "lijst.txt", 10)
    answer = at_facilitator.get(reverse("job-file", args=[job.pk]))
    assert answer.content == b"en en team"
    assert answer["Content-Disposition"] == 'attachment; filename="lijst.txt"'
    assert answer["Cache-Control"] == "no-store"


def test_the_page_tells_how_far_it_is_and_then_is_asked_for_anew(
    kind: JobKind, deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    job = asked(kind, deal, facilitator)
    address = reverse("job", args=[job.pk])
    assert "We beginnen eraan." in at_facilitator.get(address).content.decode()

    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=2, total=5)
    asked_again = at_facilitator.get(address, headers={"HX-Request": "true"})
    page = at_facilitator.get(address).content.decode()

    assert "2 van 5" in asked_again.content.decode()
    assert "<h1>" not in asked_again.content.decode()
    assert "HX-Refresh" not in asked_again.headers
    assert '<progress max="5" value="2"' in page
    assert 'hx-trigger="every 1s"' in page
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
    carried_out(job)
    assert at_facilitator.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Het is klaar." in at_facilitator.get(address).content.decode()


def test_pressing_twice_leads_to_the_same_job(
    kind: JobKind, deal: Deal, at_facilitator: Client
) -> None:
    address = reverse("deal-exports", args=[deal.pk])
    first, second = (at_facilitator.post(address, {"kind": "test-list"}) for _press in range(2))

    assert first["Location"] == second["Location"]
    job = Job.objects.get(kind="test-list")
    carried_out(job)
    third = at_facilitator.post(address, {"kind": "test-list"})
    assert third["Location"] != first["Location"]


def test_the_database_lets_nobody_have_two_of_a_kind_under_way(
    kind: JobKind, deal: Deal, facilitator: User
) -> None:
    asked(kind, deal, facilitator)

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind=kind.kind, deal=deal, by=facilitator, language="nl")


def test_a_kind_that_nobody_registered_is_not_found(deal: Deal, at_facilitator: Client) -> None:
    answer = at_facilitator.post(reverse("deal-exports", args=[deal.pk]), {"kind": "bestaat-niet"})

    assert answer.status_code == 404
    assert not Job.objects.exists()


def test_when_much_is_being_made_a_sentence_says_to_wait(
    kind: JobKind, deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    for number in range(jobs.MOST_AT_ONCE):
        Job.objects.create(kind=f"other-{number}", deal=deal, by=facilitator, language="nl")

    answer = at_facilitator.post(
        reverse("deal-exports", args=[deal.pk]), {"kind": "test-list"}, follow=True
    )

    assert "Er wordt al veel tegelijk gemaakt." in answer.content.decode()
    assert not Job.objects.filter(kind="test-list").exists()


# Stopped, broken, dead ----------------------------------------------------------------------------


def test_a_job_that_is_stopped_halfway_leaves_nothing(
    deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    reached = []

    def stopped_halfway(job: Job, tell: Tell) -> Made:
        tell(0, 3)
        at_facilitator.post(reverse("cancel-job", args=[job.pk]))
        reached.append("stopped")
        for done in range(1, 100_000_000):
            tell(done, 3)
        raise AssertionError("nobody stopped it")

    with registered(stopped_halfway) as kind:
        job = carried_out(asked(kind, deal, facilitator))

        assert reached == ["stopped"]
        assert (job.state, job.size) == (JobState.CANCELLED, None)
        page = at_facilitator.get(reverse("job", args=[job.pk])).content.decode()
        assert "Je hebt het gestopt." in page
        assert at_facilitator.get(reverse("job-file", args=[job.pk])).status_code == 404


def test_a_job_that_is_stopped_while_its_file_is_kept_has_no_file(
    deal: Deal, facilitator: User
) -> None:
    def stopped_at_the_end(job: Job, tell: Tell) -> Made:
        jobs.cancel(job)
        return Made("lijst.txt", "text/plain", b"te laat")

    with registered(stopped_at_the_end) as kind:
        job = carried_out(asked(kind, deal, facilitator))

    assert (job.state, jobs.file_of(job)) == (JobState.CANCELLED, None)


def test_one_that_was_stopped_before_it_began_is_not_made(
    kind: JobKind, deal: Deal, facilitator: User
) -> None:
    job = asked(kind, deal, facilitator)
    assert jobs.cancel(job)

    assert carried_out(job).state == JobState.CANCELLED
    assert not jobs.cancel(job)


def test_what_breaks_is_said_and_can_be_tried_again(
    deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    def broken(job: Job, tell: Tell) -> Made:
        raise ZeroDivisionError

    with registered(broken) as kind:
        job = carried_out(asked(kind, deal, facilitator))

        assert (job.state, job.failure) == (JobState.FAILED, "failed")
        page = at_facilitator.get(reverse("job", args=[job.pk])).content.decode()
        assert "Er ging bij ons iets mis. Probeer het opnieuw." in page
        answer = at_facilitator.post(reverse("job-again", args=[job.pk]))
        assert answer["Location"] == reverse("job", args=[Job.objects.under_way().get().pk])


def test_a_maker_says_in_its_own_words_what_is_wrong(
    deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    def refuses(job: Job, tell: Tell) -> Made:
        raise jobs.JobFailed("no_sessions")

    with registered(refuses, failures={"no_sessions": "Er is nog geen sessie."}) as kind:
        job = carried_out(asked(kind, deal, facilitator))

        page = at_facilitator.get(reverse("job", args=[job.pk])).content.decode()
        assert "Er is nog geen sessie." in page


def test_a_file_that_is_too_large_is_not_kept(
    deal: Deal, facilitator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_BYTES", 5)

    with registered(make_a_list) as kind:
        job = carried_out(asked(kind, deal, facilitator))

    assert (job.state, job.failure, job.size) == (JobState.FAILED, "too_large", None)


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
def test_a_job_whose_process_died_is_given_up_after_a_minute(
    kind: JobKind, deal: Deal, facilitator: User, at_facilitator: Client, state: JobState
) -> None:
    job = asked(kind, deal, facilitator)
    Job.objects.filter(pk=job.pk).update(state=state)
    later(job, MINUTE)

    page = at_facilitator.get(reverse("job", args=[job.pk])).content.decode()

    assert "Het stopte halverwege" in page
    assert asked(kind, deal, facilitator).pk != job.pk
    assert carried_out(job).state == JobState.FAILED


def test_a_sign_of_life_keeps_a_job_going(kind: JobKind, deal: Deal, facilitator: User) -> None:
    job = asked(kind, deal, facilitator)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    later(job, MINUTE)

    assert jobs.beat(job.pk)
    assert jobs.give_up_dead(Job.objects.all()) == 0
    jobs.cancel(job)
    assert not jobs.beat(job.pk)


class Starting:
    """A process that takes long to begin, and then does what it is for."""

    def __init__(self) -> None:
        self.asked = 0

    def wait(self, timeout: float | None = None) -> int:
        self.asked += 1
        if timeout is not None and self.asked == 1:
            raise subprocess.TimeoutExpired("run_job", timeout)
        return 0


def test_a_process_that_has_still_to_begin_is_its_own_sign_of_life(
    live_db: None, kind: JobKind, deal: Deal, facilitator: User
) -> None:
    job = Job.objects.create(kind=kind.kind, deal=deal, by=facilitator, language="nl")
    later(job, MINUTE)

    thread = Thread(target=jobs._see_it_out, args=(Starting(), job.pk))
    thread.start()
    thread.join()

    assert jobs.give_up_dead(Job.objects.all()) == 0
    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_the_command_ends_work_that_does_not_look_whether_it_was_stopped(
    live_db: None, deal: Deal, facilitator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The process that would be ended hard when this takes long is the one of the tests.
    monkeypatch.setattr(run_job, "PATIENCE_SECONDS", 150)
    reached = []

    def deaf(job: Job, tell: Tell) -> Made:
        jobs.cancel(job)
        reached.append("cancelled")
        Event().wait(150)
        reached.append("nobody stopped it")
        raise AssertionError

    with registered(deaf) as kind:
        job = Job.objects.create(kind=kind.kind, deal=deal, by=facilitator, language="nl")
        call_command("run_job", str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.size) == (JobState.CANCELLED, None)
    assert reached == ["cancelled"]


def test_the_command_carries_out_a_job_and_leaves_signals_as_they_were(
    live_db: None, kind: JobKind, deal: Deal, facilitator: User
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    job = Job.objects.create(kind=kind.kind, deal=deal, by=facilitator, language="nl")

    call_command("run_job", str(job.pk))

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize(
    ("statement", "limits"),
    [
        (4, "statement_timeout=4s lock_timeout=3s idle_in_transaction_session_timeout=5s"),
        (60, "statement_timeout=60s lock_timeout=3s idle_in_transaction_session_timeout=61s"),
        (0, "statement_timeout=0s lock_timeout=3s idle_in_transaction_session_timeout=0s"),
    ],
)
def test_who_may_take_long_for_a_statement_may_also_reckon_long_before_the_next(
    statement: int, limits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a job may, and a migration, whose limit is 0: none."""
    env = Env(database_url="postgres://x@127.0.0.1/x", statement_seconds=statement)
    monkeypatch.setattr(project, "ENV", env)

    options = project.database()["OPTIONS"]["options"]

    assert options.replace("-c ", "") == limits


# Rights -------------------------------------------------------------------------------------------


def test_rights_that_went_before_it_began_are_refused(
    kind: JobKind, deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    job = asked(kind, deal, facilitator)
    TeamMember.objects.filter(user=facilitator).delete()

    job = carried_out(job)

    assert (job.state, job.failure, job.size) == (JobState.FAILED, "not_allowed", None)
    page = at_facilitator.get(reverse("job", args=[job.pk])).content.decode()
    assert "Je mag dit niet meer lezen" in page
    assert at_facilitator.post(reverse("job-again", args=[job.pk])).status_code == 404


def test_rights_that_went_before_the_file_was_fetched_are_refused(
    kind: JobKind, deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    job = carried_out(asked(kind, deal, facilitator))
    # As staff they may read the deal still, but not what was made for the team.
    User.objects.filter(pk=facilitator.pk).update(is_agenda_stad=True)
    TeamMember.objects.filter(user=facilitator).delete()

    assert at_facilitator.get(reverse("job-file", args=[job.pk])).status_code == 404
    page = at_facilitator.get(reverse("job", args=[job.pk])).content.decode()
    assert "Bestand opslaan" not in page
    assert "Je mag dit niet meer lezen" in page


def test_staff_get_what_is_made_for_others_than_the_team(
    kind: JobKind, deal: Deal, staff: User
) -> None:
    job = carried_out(asked(kind, deal, staff))

    assert not job.for_team
    assert jobs.file_of(job) == b"nl nl others"


def test_what_is_for_the_team_alone_is_offered_to_nobody_else(
    deal: Deal, staff: User, at_facilitator: Client
) -> None:
    address = reverse("deal-exports", args=[deal.pk])
    with registered(make_a_list, may_ask=rules.is_in_team):
        at_staff = browser_of(staff)

        assert "Een lijst" in at_facilitator.get(address).content.decode()
        assert "Een lijst" not in at_staff.get(address).content.decode()
        assert at_staff.post(address, {"kind": "test-list"}).status_code == 404


def test_a_job_about_a_session_goes_with_it(kind: JobKind, deal: Deal, facilitator: User) -> None:
    session = make_session(deal, facilitator)
    other = make_session(deal, facilitator)
    first = jobs.start(kind, deal, facilitator, session)

    assert jobs.start(kind, deal, facilitator, session) == first
    assert jobs.start(kind, deal, facilitator, other) != first


@pytest.mark.parametrize("name", ["job", "job-file"])
def test_a_job_of_somebody_else_is_not_found(
    kind: JobKind, deal: Deal, facilitator: User, colleague: User, name: str
) -> None:
    job = carried_out(asked(kind, deal, facilitator))
    browser = browser_of(colleague)

    assert browser.get(reverse(name, args=[job.pk])).status_code == 404
    assert browser.get(reverse(name, args=[uuid4()])).status_code == 404
    assert browser.post(reverse("cancel-job", args=[job.pk])).status_code == 404


# Kept for a day -----------------------------------------------------------------------------------


def test_a_file_is_deleted_after_a_day_and_its_row_after_a_week(
    kind: JobKind, deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    job = carried_out(asked(kind, deal, facilitator))
    assert jobs.sweep() == 0
    later(job, DAY)
    # Before anybody swept, it is out of reach already.
    assert at_facilitator.get(reverse("job-file", args=[job.pk])).status_code == 404

    assert jobs.sweep() == 1

    job.refresh_from_db()
    assert (job.size, JobFile.objects.count()) == (None, 0)
    page = at_facilitator.get(reverse("job", args=[job.pk])).content.decode()
    assert "na een dag verwijderd" in page
    later(job, 7 * DAY)
    jobs.sweep()
    assert not Job.objects.filter(pk=job.pk).exists()


def test_what_goes_on_is_not_swept(kind: JobKind, deal: Deal, facilitator: User) -> None:
    job = asked(kind, deal, facilitator)
    Job.objects.filter(pk=job.pk).update(made_at=timezone.now() - 8 * DAY)

    assert jobs.sweep() == 0
    assert Job.objects.under_way().get() == job


def test_the_list_takes_as_many_queries_for_three_jobs_as_for_one(
    kind: JobKind, deal: Deal, facilitator: User, at_facilitator: Client
) -> None:
    address = reverse("deal-exports", args=[deal.pk])
    carried_out(asked(kind, deal, facilitator))
    one = queries_of(at_facilitator, address)
    for _time in range(2):
        carried_out(asked(kind, deal, facilitator))

    assert queries_of(at_facilitator, address) == one
