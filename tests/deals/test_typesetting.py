"""Setting pages in type: what is typed stays text, and a template sees only what it was given."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from deals import typesetting

PAGE = """#let data = json(bytes(sys.inputs.data))
#set document(title: "Proef")
#set text(font: "Atkinson Hyperlegible Next", lang: "nl")
#data.said
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template that prints what is said, and nothing else."""
    path = tmp_path / "page.typ"
    path.write_text(PAGE)
    return path


def words(content: bytes) -> str:
    """All text of a PDF, with single spaces."""
    return " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def test_the_font_has_what_dutch_and_its_neighbours_need() -> None:
    known = {chr(code) for code in typesetting.known_characters()}

    assert set("abcxyzABCXYZ0189ëïéèüöçñőłžß€–—·“”‘’…•") <= known
    assert "東" not in known


def test_what_is_said_stands_there_as_it_was_said(template: Path) -> None:
    made = typesetting.typeset_pdf(template, {"said": "#panic() *niet vet*"}, "a test")

    assert words(made) == "#panic() *niet vet*"


def test_a_template_reads_the_files_that_it_was_given(template: Path) -> None:
    template.write_text(PAGE + '#read("beside.txt")')

    made = typesetting.typeset_pdf(template, {"said": "Eerst,"}, "a test", {"beside.txt": b"dan"})

    assert words(made) == "Eerst, dan"


def test_a_template_reads_no_file_of_the_machine(template: Path) -> None:
    beside = template.with_name("secret.txt")
    beside.write_text("geheim")
    for path in ("secret.txt", str(beside), "/etc/hostname"):
        template.write_text(f'{PAGE}#read("{path}")')

        with pytest.raises(typesetting.PdfFailed):
            typesetting.typeset_pdf(template, {"said": ""}, "a test")


def test_a_page_can_be_a_picture(template: Path) -> None:
    made = typesetting.typeset_png(template, {"said": "Proef"}, "a test", dots_per_inch=36)

    assert made.startswith(b"\x89PNG")
