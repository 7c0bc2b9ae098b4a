"""Pages for what went wrong: a plain sentence, and nothing about the inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old, or did not come from this site."""
    return render(request, "403_csrf.html", status=403)
