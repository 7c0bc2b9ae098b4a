"""A plan on paper: its size, its tags for who listens to it, its fonts, and what stands in it."""

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from deals.models import Deal, Innovation, User
from scaling.domain import pdf, plans
from scaling.models import ScalingPlan
from tests.scaling.conftest import Talks

A4, A3 = (210, 297), (420, 297)
MM = 72 / 25.4


@pytest.fixture
def plan(deal: Deal, talks: Talks, card: Innovation, facilitator: User) -> ScalingPlan:
    """A plan with a bit of everything."""
    deal.goals.create(text="Meer lopen")
    talk = talks()
    talk.writes(card, "inschalen", "doel", "De kaart blijft.")
    talk.energy("Arcadis", card, "inschalen", 4)
    talk.energy("Wandelnet", card, "inschalen", 9)
    deal.actions.create(text="Kaart tekenen", innovation=card, due=date(2027, 2, 1))
    return plans.make_plan(card, talk.worksheet, facilitator)


def made(plan: ScalingPlan, paper: pdf.Paper = "a4") -> bytes:
    """The plan on paper, in Dutch."""
    now = ScalingPlan.objects.get(pk=plan.pk)
    with translation.override("nl"):
        return pdf.plan_pdf(now, now.innovation.actions.open(), paper)


def text_of(content: bytes) -> str:
    """All text, with single spaces; words that are broken at the end of a line in one piece."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("a3", A3)])
def test_the_paper_has_its_size(plan: ScalingPlan, paper: pdf.Paper, size: tuple[int, int]) -> None:
    with pikepdf.open(io.BytesIO(made(plan, paper))) as document:
        box = [float(number) for number in document.pages[0].mediabox]

    assert [round(number / MM) for number in box] == [0, 0, *size]


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_it_can_be_listened_to(plan: ScalingPlan, paper: pdf.Paper) -> None:
    with pikepdf.open(io.BytesIO(made(plan, paper))) as document:
        root = document.Root
        metadata = document.open_metadata()

        assert str(root.Lang) == "nl"
        assert root.MarkInfo.Marked
        assert "/StructTreeRoot" in root
        assert root.ViewerPreferences.DisplayDocTitle
        assert metadata["dc:title"] == "Schalingsplan: Loopkaart"
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_its_fonts_go_with_it(plan: ScalingPlan, paper: pdf.Paper) -> None:
    embedded = []
    with pikepdf.open(io.BytesIO(made(plan, paper))) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                assert {"/FontFile2", "/FontFile3"} & set(item.keys())
                embedded.append(str(item.FontName))

    assert len(embedded) == 2
    assert all("AtkinsonHyperlegibleNext" in name for name in embedded)


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_everything_of_the_plan_stands_in_it(
    plan: ScalingPlan, paper: pdf.Paper, facilitator: User
) -> None:
    values = plans.PlanValues(
        problem=plan.problem,
        goals=plan.goals,
        starts_on=date(2027, 1, 1),
        ends_on=date(2028, 7, 1),
        owner="",
        chosen=["uitschalen"],
    )
    plans.change_plan(plan, values, 1, facilitator)

    text = text_of(made(plan, paper))

    for words in (
        "Loopkaart",
        "Ruimte voor Lopen",
        "Mensen weten de weg niet.",
        "Meer lopen",
        "De kaart blijft.",
        "van tijdelijk naar blijvend",
        "1 januari 2027",
        "1 juli 2028",
        "6,5 van de 10",
        "Kaart tekenen",
        "1 februari 2027",
        "Voorbijschalen",
        "Hier zetten we op in",
    ):
        assert words in text, words


def test_of_an_example_the_paper_says_so(plan: ScalingPlan, deal: Deal) -> None:
    said = "Deze deal is een voorbeeld."
    real = text_of(made(plan))
    Deal.objects.filter(pk=deal.pk).update(invented=True)

    assert said not in real
    assert said in text_of(made(plan))


def test_what_people_type_is_never_read_as_code(plan: ScalingPlan) -> None:
    ScalingPlan.objects.update(
        problem='#panic("nee") *vet* $x$ \\ "aanhaling" #include "/etc/passwd"'
    )

    text = text_of(made(plan))

    assert '#panic("nee") *vet* $x$ \\ "aanhaling"' in text


def test_characters_that_the_font_has_not_do_not_stop_it(plan: ScalingPlan) -> None:
    ScalingPlan.objects.update(problem="Kaart 🗺️🗺️ voor Kadıköy en 東京, ﬁjn → straks")

    text = text_of(made(plan))

    assert "Kaart ? voor Kadıköy en ?, fijn" in text


def test_a_long_plan_takes_more_pages(plan: ScalingPlan) -> None:
    for route in plan.routes.all():
        for cell in route.cells:
            cell["text"] = "Elke gemeente houdt de kaart bij en deelt haar. " * 40
        route.save()

    for paper in pdf.PAPERS:
        with pikepdf.open(io.BytesIO(made(plan, paper))) as document:
            assert len(document.pages) > 1


def test_it_comes_as_a_file_with_a_plain_name(
    plan: ScalingPlan, card: Innovation, at_facilitator: Client
) -> None:
    Innovation.objects.filter(pk=card.pk).update(name='Kaart "été"\r\n; x=../1')

    answer = at_facilitator.get(reverse("plan-pdf", args=[card.deal_id, card.pk, "a3"]))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="schalingsplan-kaart-ete-x1-a3.pdf"'
    )
    assert answer.content.startswith(b"%PDF-")


def test_another_size_is_not_there(
    plan: ScalingPlan, card: Innovation, at_facilitator: Client
) -> None:
    answer = at_facilitator.get(reverse("plan-pdf", args=[card.deal_id, card.pk, "a5"]))

    assert answer.status_code == 404


def test_when_it_cannot_be_made_the_page_says_so(
    plan: ScalingPlan,
    card: Innovation,
    at_facilitator: Client,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(pdf, "TEMPLATE", tmp_path / "not-there.typ")

    answer = at_facilitator.get(
        reverse("plan-pdf", args=[card.deal_id, card.pk, "a4"]), follow=True
    )

    assert answer.redirect_chain == [(reverse("plan", args=[card.deal_id, card.pk]), 302)]
    assert "De PDF kon niet worden gemaakt" in answer.content.decode()
