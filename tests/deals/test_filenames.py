"""Names of files: what every system takes, whatever people called things."""

import pytest

from deals.filenames import download, file_name


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Kaart van Zwolle", "A3"), "kaart-van-zwolle-a3.pdf"),
        (("../../etc/passwd",), "etcpasswd.pdf"),
        (('x"\r\nSet-Cookie: a=b',), "x-set-cookie-ab.pdf"),
        (("été", "", "東京"), "ete.pdf"),
        (("🌳",), "export.pdf"),
        (("a" * 300,), "a" * 60 + ".pdf"),
        (("a" * 59 + " b",), "a" * 59 + ".pdf"),
    ],
)
def test_a_name_has_letters_digits_and_hyphens(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts, ending="pdf") == name


def test_a_file_is_kept_and_never_shown() -> None:
    answer = download(b"x", "image/svg+xml", "kaart.svg")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="kaart.svg"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
