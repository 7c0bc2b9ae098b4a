"""Bringing in a deal from a file: choose it, look, and confirm; and the two commands."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from config.asgi import bounded
from deals.domain import jobs
from deals.domain.archive import making, waiting
from deals.domain.archive.exporting import export_deal
from deals.domain.archive.refusals import REFUSALS
from deals.hooks import job_kind
from deals.management.commands import export_deal as export_command
from deals.models import Deal, TeamMember, UploadedArchive, UploadedPart, User
from tests.archive import changed, document_of, forget
from tests.conftest import make_session
from tests.deals.conftest import browser_of

ADDRESS = "/deals/import/"
MB = 1024 * 1024


def said(text: str) -> str:
    """A sentence as the page says it."""
    with override("nl"):
        return gettext(text)


@pytest.fixture
def file(deal: Deal, facilitator: User) -> bytes:
    """The file of a deal that is not here."""
    make_session(deal, facilitator)
    data = export_deal(deal)
    forget(deal)
    return data


@pytest.fixture
def browser(file: bytes, stranger: User) -> Client:
    """The browser of somebody who is in no team."""
    return browser_of(stranger)


def chooses(browser: Client, data: bytes, name: str = "deal.json") -> Any:
    """Choose a file and look."""
    return browser.post(ADDRESS, {"do": "look", "file": SimpleUploadedFile(name, data)})


def confirms(browser: Client) -> Any:
    """Bring in what the page shows."""
    kept = browser.get(ADDRESS).context["kept"]
    return browser.post(ADDRESS, {"do": "import", "kept": kept})


def test_a_file_is_looked_at_and_then_brought_in(
    browser: Client, file: bytes, stranger: User
) -> None:
    assert chooses(browser, file).status_code == 302
    page = browser.get(ADDRESS).content.decode()

    assert "Ruimte voor Lopen" in page
    assert "<strong>4</strong> partners" in page
    assert "5 maart 2026" in page
    assert file.decode()[:200] not in page
    assert not Deal.objects.exists()

    answer = confirms(browser)

    deal = Deal.objects.get()
    assert answer["Location"] == reverse("deal", args=[deal.pk])
    assert TeamMember.objects.get().user == stranger
    assert not UploadedArchive.objects.exists()
    assert document_of(export_deal(deal))["sections"] == document_of(file)["sections"]


def test_stopping_keeps_nothing(browser: Client, file: bytes) -> None:
    chooses(browser, file)

    browser.post(ADDRESS, {"do": "stop"})

    assert not UploadedArchive.objects.exists()
    assert not Deal.objects.exists()


def test_what_is_refused_is_said_and_leaves_the_file_before_it(
    browser: Client, file: bytes
) -> None:
    chooses(browser, file)

    answer = chooses(browser, changed(file, version=2))

    assert answer.status_code == 400
    assert said(
        "This file was made with a newer version. Bring this installation up to date first."
    ) in (answer.content.decode())
    assert browser.get(ADDRESS).context["overview"].name == "Ruimte voor Lopen"
    assert browser.post(ADDRESS, {"do": "look"}).status_code == 400


def test_a_deal_that_came_meanwhile_is_not_brought_in_twice(
    browser: Client, file: bytes, staff: User
) -> None:
    other = browser_of(staff)
    chooses(browser, file)
    chooses(other, file)
    assert confirms(other).status_code == 302

    answer = confirms(browser)

    assert answer.status_code == 409
    assert said("This deal is here already. Nothing was changed.") in answer.content.decode()
    assert Deal.objects.count() == 1
    assert TeamMember.objects.count() == 1


def test_only_the_file_that_was_looked_at_is_brought_in(
    browser: Client, file: bytes, staff: User
) -> None:
    chooses(browser, file)
    seen = browser.get(ADDRESS).context["kept"]
    chooses(browser, file)

    replaced = browser.post(ADDRESS, {"do": "import", "kept": seen})
    others = browser_of(staff).post(
        ADDRESS, {"do": "import", "kept": browser.get(ADDRESS).context["kept"]}
    )

    assert (replaced.status_code, others.status_code) == (409, 409)
    assert not Deal.objects.exists()
    assert UploadedArchive.objects.count() == 1


def test_a_file_waits_in_parts(
    browser: Client, file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PART", 1000)
    chooses(browser, b" " * 5000 + file)
    chooses(browser, file)

    parts = [bytes(part.data) for part in UploadedArchive.objects.get().parts.all()]

    assert b"".join(parts) == file
    assert {len(part) for part in parts[:-1]} == {1000}
    assert confirms(browser).status_code == 302
    assert not UploadedPart.objects.exists()


def test_a_file_waits_for_an_hour(browser: Client, file: bytes) -> None:
    chooses(browser, file)
    UploadedArchive.objects.update(at=timezone.now() - timedelta(minutes=61))

    assert "kept" not in browser.get(ADDRESS).context
    assert waiting.forget_uploads() == 1
    assert not UploadedArchive.objects.exists()


def test_a_file_is_not_taken_from_another_page(file: bytes, stranger: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(stranger)

    assert chooses(browser, file).status_code == 403
    page = browser.get(ADDRESS).content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    data = {"do": "look", "csrfmiddlewaretoken": token[1], "file": SimpleUploadedFile("d", file)}
    assert browser.post(ADDRESS, data).status_code == 302


def test_names_in_a_file_stand_on_the_page_as_they_are(browser: Client, file: bytes) -> None:
    evil = file.replace(b'"Ruimte voor Lopen"', b'"<script>alert(1)</script>"')

    chooses(browser, evil, "<img src=x>.json")

    page = browser.get(ADDRESS).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


# Too much of it ---------------------------------------------------------------------------------


def test_a_file_that_is_no_json_says_where_it_goes_wrong(browser: Client) -> None:
    page = chooses(browser, b'{"format":\n"praatplaten-deal",,}').content.decode()

    assert "In het bestand: regel 2, teken 20" in page


def test_a_request_of_200_mb_gets_a_sentence_and_is_not_read(browser: Client) -> None:
    answer = browser.generic(
        "POST", ADDRESS, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(200 * MB)
    )

    assert answer.status_code == 413
    assert "groter dan 32 MB" in answer.content.decode()
    assert not UploadedArchive.objects.exists()


def test_what_is_too_large_for_the_page_comes_in_by_the_command(
    browser: Client, file: bytes, stranger: User, tmp_path: Path
) -> None:
    large = file + b" " * (32 * MB + 1 - len(file))
    path = tmp_path / "deal.json"
    path.write_bytes(large)

    answer = chooses(browser, large)

    assert answer.status_code == 413
    assert "met de opdracht import_deal" in answer.content.decode()
    assert chooses(browser, large[:-1]).status_code == 302
    call_command("import_deal", str(path), facilitator=stranger.email)
    assert Deal.objects.get().name == "Ruimte voor Lopen"


def test_who_makes_a_file_that_no_page_takes_reads_so(
    deal: Deal, facilitator: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    kind = job_kind("deal-archive")
    assert kind is not None
    job = jobs.start(kind, deal, facilitator)
    jobs.run(job.pk)
    address = reverse("job", args=[job.pk])
    at_facilitator = browser_of(facilitator)

    small = at_facilitator.get(address).content.decode()
    monkeypatch.setattr(making, "MAX_FILE", 1000)
    monkeypatch.setattr(export_command, "MAX_FILE", 1000)
    large = at_facilitator.get(address).content.decode()
    call_command("export_deal", str(deal.pk), str(tmp_path / "deal.json"))

    assert "import_deal" not in small
    assert "met de opdracht import_deal" in large
    assert "with the command import_deal" in capsys.readouterr().out


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize(("is_known", "most"), [(True, 33), (False, 1)])
async def test_of_200_mb_the_server_keeps_nothing_or_at_most_33_mb(
    told: bool, is_known: bool, most: int
) -> None:
    """What says how large it is, flows by; what does not, is cut off."""
    headers = [(b"content-length", str(200 * MB).encode())] if told else []
    sent = _body(200)

    async def receive() -> dict[str, Any]:
        return next(sent)

    read = bounded({"path": ADDRESS, "headers": headers}, receive, is_known=is_known)
    kept = 0
    while True:
        message = await read()
        kept += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message["more_body"]:
            break

    assert kept == (0 if told else most * MB)


def _body(megabytes: int) -> Iterator[dict[str, Any]]:
    chunk = b" " * MB
    for _each in range(megabytes):
        yield {"type": "http.request", "body": chunk, "more_body": True}
    yield {"type": "http.request", "body": b"", "more_body": False}


# Commands ---------------------------------------------------------------------------------------


def test_the_commands_write_a_deal_and_bring_it_in(
    deal: Deal, facilitator: User, stranger: User, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "deal.json"
    make_session(deal, facilitator)

    call_command("export_deal", str(deal.pk), str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_deal", str(deal.pk), str(path))
    with pytest.raises(CommandError, match=re.escape(str(REFUSALS["deal_is_here"]))):
        call_command("import_deal", str(path), facilitator=stranger.email)
    forget(deal)
    call_command("import_deal", str(path), facilitator=stranger.email.upper())

    made = Deal.objects.get()
    assert made.team.get().user == stranger
    assert "Ruimte voor Lopen: 1 sessions" in capsys.readouterr().out


def test_the_commands_say_what_is_not_there(deal: Deal, tmp_path: Path, stranger: User) -> None:
    nowhere = str(tmp_path / "geen.json")

    with pytest.raises(CommandError, match="no such deal"):
        call_command("export_deal", "00000000-0000-4000-8000-000000000000", nowhere)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_deal", nowhere, facilitator=stranger.email)
    with pytest.raises(CommandError, match="Nobody"):
        call_command("import_deal", nowhere, facilitator="niemand@voorbeeld.example")
    assert not Path(nowhere).exists()
