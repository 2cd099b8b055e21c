"""What a plan calls a role, in the language of the reader; empty where it leaves that to the program."""

from flows.services.collection.forms import in_language
from models.tables import ActionPlan
from models.vocabulary import Language, OfficialRole


def role_title(plan: ActionPlan, role: OfficialRole, language: Language) -> str:
    """The plan's own title for a role; "" when it has none, and the program's label is right."""
    for own in plan.role_titles:
        if own.get("role") == role.value:
            titles = own.get("titles")
            return in_language(titles, language) if isinstance(titles, dict) else ""
    return ""
