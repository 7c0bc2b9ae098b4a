"""Names of files that people download: what every system takes."""

from django.http import HttpResponse
from django.utils.text import slugify

LENGTH = 60


def file_name(*parts: str, ending: str) -> str:
    """Letters, digits and hyphens out of these parts, each cut off where it is too long; parts of
    which nothing is left are skipped. `ending`: such as `pdf`.
    """
    slugs = [slugify(part)[:LENGTH].strip("-_") for part in parts]
    return ("-".join(slug for slug in slugs if slug) or "export") + f".{ending}"


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    """An answer that is kept as a file: never shown as a page, and in no cache. `kind`: its content
    type; `name`: out of `file_name`.
    """
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
