"""Addresses that take a photo: how large it is, is looked at before anything of it is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from boards.domain.pictures import MAX_FILE, too_large

LARGEST_REQUEST = MAX_FILE + 256 * 1024
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

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
        if request.method == "POST" and not _fits(request):
            refused = str(too_large().sentence)
        return (view if refused else checked)(request, *args, refused=refused, **kwargs)

    return measured


def _fits(request: HttpRequest) -> bool:
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdecimal() or int(size) > LARGEST_REQUEST:
        return False
    try:
        _fields = request.POST
    except TOO_MUCH:
        return False
    return True
