"""In which language the room reads."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

Response = TypeVar("Response", bound=HttpResponseBase)


def in_our_language(view: Callable[..., Response]) -> Callable[..., Response]:
    """A page for the room, in the language of the installation whatever the browser asks for: the
    wall and the phones show one conversation. What stands behind a login follows the browser.
    """

    @wraps(view)
    def localized(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        if kwargs.get("role") != "control":
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        return view(request, *args, **kwargs)

    return localized
