"""The progress of a long send, as a bar on the administrators' pages; a short one leaves none."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact
from prefect.context import FlowRunContext

from flows.runtime import current_moment
from flows.services.desk import Desk
from flows.services.dispatch.outbox_claim import count_due

LOOK_EVERY = 5.0
"""Seconds between two looks: each costs one count and one call to the server."""

Result = TypeVar("Result")


async def with_progress(work: Awaitable[Result], *, desk: Desk, every: float = LOOK_EVERY) -> Result:
    """Await the work; while it lasts, show which share of the mails that were due at its beginning has left."""
    if FlowRunContext.get() is None:
        return await work
    sending = asyncio.ensure_future(work)
    due = await asyncio.to_thread(_waiting, desk)
    bar = None
    while due and not (await asyncio.wait({sending}, timeout=every))[0]:
        left = await asyncio.to_thread(_waiting, desk)
        share = 100.0 * max(0, due - left) / due
        if bar is None:
            bar = await acreate_progress_artifact(share, key="sending", description=f"{due} mails are due")
        else:
            await aupdate_progress_artifact(bar, share)
    result = await sending
    if bar is not None:
        await aupdate_progress_artifact(bar, 100.0)
    return result


def _waiting(desk: Desk) -> int:
    with desk.reading() as session:
        return count_due(session, now=current_moment())
