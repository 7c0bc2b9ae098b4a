"""Secrets that open something, and the marks by which the database knows them."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

TOKEN_BYTES = 32


def new_token() -> str:
    """A fresh token of 256 bits, to be held by one browser or one link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """The SHA-256 of a token: all that is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(purpose: str, *parts: object) -> bytes:
    """A 256-bit value that follows from the installation's key and these parts."""
    message = "\0".join([purpose, *(str(part) for part in parts)])
    return hmac.digest(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256)


def base64url(value: bytes) -> str:
    """Bytes as URL-safe text without padding."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
