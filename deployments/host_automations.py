"""What several machines need beside the ready automations: a run whose machine fell silent is ended, and made up for.

Only for a server on PostgreSQL. Nothing is lost without them, because rows and not runs remember; they save the wait until
the schedule's next run, which for a yearly flow would be a year.
"""

from datetime import timedelta

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events import AutomationCore, EventTrigger, ResourceSpecification, RunDeployment
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import Posture

from deployments.automations import PREFIX
from deployments.registry import DEPLOYMENTS

SILENCE = timedelta(seconds=100)
"""More than three heartbeats: with less, a healthy run on a busy machine would be ended."""

PAUSE = timedelta(minutes=10)
"""A flow that crashes again and again is made up for once in this time, not in a circle."""

_HEARTBEAT = "prefect.flow-run.heartbeat"
_CRASHED = "prefect.flow-run.Crashed"
_ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
_RUNS = ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"})


def silent_machine() -> AutomationCore:
    """A run that has said nothing for a while is marked as crashed: its place is free again."""
    return AutomationCore(
        name=f"{PREFIX}a machine fell silent: its runs are ended",
        description="Une exécution dont la machine ne répond plus est marquée comme interrompue.\n\n---\n\n"
        "A run whose machine says nothing any more is marked as crashed.",
        trigger=EventTrigger(
            after={_HEARTBEAT}, expect={_HEARTBEAT, *_ENDS}, match=_RUNS, for_each={"prefect.resource.id"},
            posture=Posture.Proactive, threshold=1, within=SILENCE,
        ),
        actions=[
            ChangeFlowRunState(
                state=StateType.CRASHED, message="The machine fell silent. Another run goes on from here."
            )
        ],
    )  # fmt: skip


def made_up_for() -> AutomationCore:
    """A scheduled flow whose run crashed runs again, on any machine; it does what is still due and nothing twice."""
    scheduled = [listed.name for listed in DEPLOYMENTS if listed.cron]
    return AutomationCore(
        name=f"{PREFIX}a run crashed: its flow runs again",
        description="Un flux planifié dont l’exécution a été interrompue est relancé ; rien n’est fait deux fois.\n\n"
        "---\n\nA scheduled flow whose run crashed is run again; nothing is done twice.",
        trigger=EventTrigger(
            expect={_CRASHED}, match=_RUNS, for_each={"related:flow:prefect.resource.name"},
            match_related=ResourceSpecification(
                {"prefect.resource.role": "flow", "prefect.resource.name": scheduled}
            ),
            posture=Posture.Reactive, threshold=1, within=PAUSE,
        ),
        actions=[RunDeployment(source="inferred")],
    )  # fmt: skip


async def ensure_hosts(client: PrefectClient) -> int:
    """Create both or renew them, keeping each on or off as an administrator has left it; how many there are."""
    present = {automation.name: automation for automation in await client.read_automations()}
    wanted = (silent_machine(), made_up_for())
    for automation in wanted:
        if found := present.get(automation.name):
            automation.enabled = found.enabled
            await client.update_automation(found.id, automation)
        else:
            await client.create_automation(automation)
    return len(wanted)
