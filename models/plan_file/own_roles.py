"""The plan's own words for roles, written into the plain texts as the program's words before they are checked."""

from models.plan_file.raw import RawPlan, Tree


def use_own_roles(raw: RawPlan) -> None:
    """Put the program's word wherever a role is named by the plan's own; a word of neither kind stays and is refused."""
    own = {
        str(entry["code"]): str(entry.get("role", ""))
        for _, entry in raw.rows("role_titles")
        if isinstance(entry.get("code"), str) and entry["code"]
    }
    if not own:
        return
    for _, entry in raw.rows("officials", "roles"):
        _replace(entry, "role", own)
    policy = raw.tree.get("policy")
    ladder = policy.get("ladder") if isinstance(policy, dict) else None
    if isinstance(policy, dict) and isinstance(ladder, list):
        policy["ladder"] = [own.get(step, step) if isinstance(step, str) else step for step in ladder]


def _replace(entry: dict[str, Tree], name: str, own: dict[str, str]) -> None:
    word = entry.get(name)
    if isinstance(word, str) and word in own:
        entry[name] = own[word]
