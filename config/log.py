"""Log lines of requests: who asked for what, and never what they typed into an address."""

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLog(RequestMiddleware):
    """One line per request, with the path only: a search for a person's name is not kept."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path, without the query."""
        return f"{request.method} {request.path}"
