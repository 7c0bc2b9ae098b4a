"""Health pages for whoever keeps the service running."""

import asyncio

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

LAYER_TIMEOUT_SECONDS = 1


@login_not_required
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
async def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and is migrated. Without the channel layer it works on, slower."""
    database = await sync_to_async(_database)()
    layer = await _layer()
    parts = {"database": database, "layer": layer}
    if database != "ok":
        return JsonResponse({"status": "down", **parts}, status=503)
    return JsonResponse({"status": "ok" if layer == "ok" else "degraded", **parts})


_is_migrated = False  # once true it stays true for this process


def _database() -> str:
    global _is_migrated
    try:
        if _is_migrated:
            connection.ensure_connection()
            return "ok"
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "no answer"
    _is_migrated = not waiting
    return "migrations are waiting" if waiting else "ok"


async def _layer() -> str:
    layer = get_channel_layer()
    if layer is None:
        return "none"
    try:
        async with asyncio.timeout(LAYER_TIMEOUT_SECONDS):
            await layer.group_send("health", {"type": "health"})
    except Exception:
        return "no answer"
    return "ok"
