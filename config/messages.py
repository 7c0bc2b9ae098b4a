"""Where messages for the next page are kept: a cookie named like all our others."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class Storage(CookieStorage):
    """A signed cookie; over HTTPS with the prefix that binds it to this very host."""

    cookie_name = settings.MESSAGES_COOKIE
