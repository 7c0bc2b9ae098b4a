"""The one page of allauth that needs something of ours around it."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase


@login_not_required
def login(request: HttpRequest) -> HttpResponseBase:
    """Log in. A fragment whose login has run out goes here as a whole page, not as a fragment."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": request.get_full_path()})
    return views.login(request)  # type: ignore[no-any-return]
