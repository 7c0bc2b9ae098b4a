"""How people reach the servers: by HTTP through either proxy, with the patience of a browser."""

import random
from typing import Any

import httpx
from django.conf import settings

from tests.faults.proxy import Proxy
from tests.live.people import CSRF, Person

Data = dict[str, Any]

ANSWER_WITHIN = 10.0
FIRST_RETRY = 0.5


def back_off(attempt: int, longest: float, chance: random.Random) -> float:
    """Seconds to wait before trying again: longer each time, with full jitter."""
    return chance.random() * min(longest, FIRST_RETRY * float(2**attempt))


class Line:
    """One person's way to the servers; each request takes one of the proxies by chance."""

    def __init__(self, person: Person, proxies: list[Proxy], chance: random.Random) -> None:
        self.person = person
        self._proxies = proxies
        self._chance = chance
        self._client = httpx.AsyncClient(
            cookies=person.cookies | {settings.CSRF_COOKIE_NAME: CSRF},
            headers={"X-CSRFToken": CSRF, "Content-Type": "application/json"},
            timeout=ANSWER_WITHIN,
            trust_env=False,
        )

    async def post(self, body: bytes) -> httpx.Response | None:
        """Send a command; None when nobody answered, or only that they could not."""
        return await self._reach("POST", "commands", content=body)

    async def get(self, **cursor: Any) -> httpx.Response | None:
        """Ask for what was missed; None when nobody answered."""
        return await self._reach("GET", "events", params=cursor)

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    def socket(self) -> tuple[str, str]:
        """An address for a socket, and the origin that goes with it."""
        host = f"127.0.0.1:{self._chance.choice(self._proxies).port}"
        path = f"ws/sessions/{self.person.session}/{self.person.role}/"
        return f"ws://{host}/{path}", f"http://{host}"

    async def _reach(self, method: str, what: str, **options: Any) -> httpx.Response | None:
        port = self._chance.choice(self._proxies).port
        path = f"sessions/{self.person.session}/{self.person.role}/{what}/"
        try:
            answer = await self._client.request(
                method, f"http://127.0.0.1:{port}/{path}", **options
            )
        except httpx.TransportError:
            return None
        return None if answer.status_code == 429 or answer.status_code >= 500 else answer
