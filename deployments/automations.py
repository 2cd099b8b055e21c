"""Ready automations on the events this system announces: created at the start, renewed by name, never switched on again.

Each runs a deployment of this installation; none of them sends anything to another host.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.events import AutomationCore, EventTrigger, ResourceSpecification, RunDeployment
from prefect.events.schemas.automations import Posture

PREFIX = "Iltizam · "


@dataclass(frozen=True)
class Ready:
    """One automation: `event` about resources that match `resource`; `silence` turns it round: nothing for so long."""

    name: str
    french: str
    english: str
    event: str
    resource: Mapping[str, str]
    runs: str
    related: Mapping[str, str] | None = None
    silence: timedelta | None = None
    parameters: Mapping[str, object] | None = None
    enabled: bool = True

    def as_automation(self, deployment: UUID) -> AutomationCore:
        """The automation as Prefect stores it."""
        return AutomationCore(
            name=PREFIX + self.name,
            description=f"{self.french}\n\n---\n\n{self.english}",
            enabled=self.enabled,
            trigger=EventTrigger(
                expect={self.event},
                match=ResourceSpecification(dict(self.resource)),
                match_related=ResourceSpecification(dict(self.related or {})),
                posture=Posture.Proactive if self.silence else Posture.Reactive,
                threshold=1,
                within=self.silence or timedelta(),
            ),
            actions=[
                RunDeployment(source="selected", deployment_id=deployment, parameters=dict(self.parameters or {}))
            ],
        )


READY: tuple[Ready, ...] = (
    Ready(
        name="an address bounced: tell the administrators now",
        french="Une adresse ne fonctionne plus : les administrateurs reçoivent tout de suite la liste de ce qui attend.",
        english="An address has stopped working: the administrators get the list of what waits at once.",
        event="iltizam.address.bounced",
        resource={"prefect.resource.id": "iltizam.address.*"},
        runs="mail-check",
    ),
    Ready(
        name="a reply is held: tell the administrators now",
        french="Une réponse attend une décision : les administrateurs reçoivent tout de suite la liste. Désactivée "
        "d’office, car la liste part de toute façon chaque matin ouvré.",
        english="A reply waits for a decision: the administrators get the list at once. Switched off at first, because "
        "the list goes out every working morning anyway.",
        event="iltizam.reply.held",
        resource={"prefect.resource.id": "iltizam.reply.*"},
        runs="mail-check",
        enabled=False,
    ),
    Ready(
        name="the outbox has been silent for an hour: run it again",
        french="Aucun passage de la boîte d’envoi n’a abouti depuis une heure : elle est relancée.",
        english="No run of the outbox has completed for an hour: it is run again.",
        event="prefect.flow-run.Completed",
        resource={"prefect.resource.id": "prefect.flow-run.*"},
        related={"prefect.resource.name": "outbox", "prefect.resource.role": "flow"},
        silence=timedelta(hours=1),
        runs="outbox",
    ),
)


async def ensure(client: PrefectClient, *, deployments: Mapping[str, UUID]) -> int:
    """Create the automations that are missing and renew the others, keeping each on or off as it is; how many there are."""
    present = {automation.name: automation for automation in await client.read_automations()}
    for ready in READY:
        wanted = ready.as_automation(deployments[ready.runs])
        found = present.get(wanted.name)
        if found is None:
            await client.create_automation(wanted)
        else:
            wanted.enabled = found.enabled  # an administrator's switch is not ours to turn
            await client.update_automation(found.id, wanted)
    return len(READY)
