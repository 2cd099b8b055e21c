"""Who simulated officials are, the words they write when asked, and who writes in their place."""

from dataclasses import dataclass

from flows.rehearsal.scenario import Behaviour, Episode
from models.vocabulary import Language

YES = {Language.FRENCH: "Oui", Language.ARABIC: "نعم", Language.ENGLISH: "Yes"}
AS_DEPUTY = {
    Language.FRENCH: "Oui, comme adjoint",
    Language.ARABIC: "نعم، نائبا عني",
    Language.ENGLISH: "Yes, as deputy",
}
WRONG = ("1,350", "environ 40", "12 ou 13", "voir rapport", "05/06", "??")
_PRIVATE = "boite-personnelle.example"


@dataclass(frozen=True)
class Person:
    """One official as the plan names them. Several addresses may lead to one person when an address was mended."""

    code: str
    name: str
    address: str


def stand_in(person: Person, episode: Episode) -> str:
    """Who writes instead when the scenario names nobody: a private box, or a colleague in the same house."""
    local, _, domain = person.address.partition("@")
    if episode.behaviour is Behaviour.WRONG_SENDER:
        return f"{local}@{_PRIVATE}"
    return f"collegue.{local}@{domain}" if episode.behaviour is Behaviour.DEPUTY else ""
