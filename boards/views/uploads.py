"""Addresses that take a photo: how large it is, is looked at before anything of it is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from boards.domain.pictures import MAX_FILE, too_large
from deals.views.requests import can_be_read, says_it_fits

LARGEST_REQUEST = MAX_FILE + 256 * 1024

View = Callable[..., HttpResponse]


def takes_a_photo(view: View) -> View:
    """Give `view` the sentence of what is too large as `refused`, else "". Then nothing of it was
    read, and nothing may be done. The CSRF check comes after that: it would read the whole body.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def measured(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = ""
        fits = says_it_fits(request, LARGEST_REQUEST)
        if request.method == "POST" and not (fits and can_be_read(request)):
            refused = str(too_large().sentence)
        return (view if refused else checked)(request, *args, refused=refused, **kwargs)

    return measured
