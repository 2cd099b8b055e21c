"""Faults between entries: the same code twice, a code nobody has. Works on plain texts, so that it runs beside
the check of single fields and every fault is told at once."""

from collections.abc import Iterator

from models.plan_file.problems import Problem
from models.plan_file.raw import RawPlan, Tree, TreePath

# List, and the fields that may not repeat in it (within one parent where the list is nested).
UNIQUE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("members",), ("code",)),
    (("terms",), ("kind", "code")),
    (("organisations",), ("code",)),
    (("figures",), ("code",)),
    (("officials",), ("code",)),
    (("officials",), ("email",)),
    (("officials", "roles"), ("role", "member")),
    (("commitments",), ("code",)),
    (("commitments",), ("short_code",)),
    (("commitments", "instances"), ("member",)),
    (("commitments", "milestones"), ("number",)),
    (("commitments", "milestones", "members"), ("member",)),
    (("commitments", "indicators"), ("number",)),
    (("commitments", "indicators", "members"), ("member",)),
    (("memberships",), ("organisation", "official", "name")),
    (("mandates",), ("member", "start")),
    (("agreements",), ("code",)),
    (("planning_documents",), ("code",)),
    (("associations",), ("code",)),
    (("role_titles",), ("role",)),
    (("role_titles",), ("code",)),
)

# List, field, and what the field must name.
NAMES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("organisations",), "member", "members"),
    (("organisations",), "parent", "organisations"),
    (("endorsements",), "member", "members"),
    (("officials",), "member", "members"),
    (("officials", "roles"), "member", "members"),
    (("commitments",), "member", "members"),
    (("commitments",), "axis", "axis"),
    (("commitments", "instances"), "member", "members"),
    (("commitments", "instances"), "responsible", "officials"),
    (("commitments", "milestones", "members"), "member", "instances"),
    (("commitments", "indicators", "members"), "member", "instances"),
    (("memberships",), "organisation", "organisations"),
    (("memberships",), "official", "officials"),
    (("mandates",), "member", "members"),
    (("agreements",), "member", "members"),
    (("agreements",), "commitments", "commitments"),
    (("planning_documents",), "member", "members"),
    (("planning_documents",), "commitments", "commitments"),
    (("associations",), "member", "members"),
)
_OPTIONAL_KEYS = {"email", "code"}


def find_duplicates(raw: RawPlan) -> list[Problem]:
    """Entries that repeat what must be unique."""
    return [problem for names, fields in UNIQUE for problem in _duplicates(raw, names, fields)]


def _duplicates(raw: RawPlan, names: tuple[str, ...], fields: tuple[str, ...]) -> Iterator[Problem]:
    first: dict[tuple[TreePath, tuple[str, ...]], TreePath] = {}
    for path, row in raw.rows(*names):
        values = tuple(_fold(row.get(field, ""), field) for field in fields)
        if not any(values) or (fields[0] in _OPTIONAL_KEYS and not values[0]):
            continue
        key = (path[:-1], values)
        if key in first:
            advice = f"the same {' and '.join(fields)} is already used at {raw.place(first[key])}; give each its own."
            yield Problem(raw.place((*path, fields[-1])), fields[-1], " ".join(v for v in values if v), advice)
        first.setdefault(key, path)


def _fold(value: Tree, field: str) -> str:
    text = value if isinstance(value, str) else ""
    if field == "number" and text.strip().isdigit():
        return str(int(text))
    return text.lower() if field == "email" else text


def find_unknown_references(raw: RawPlan) -> list[Problem]:
    """Codes that name nothing in the file, and texts in languages the plan does not list."""
    found = [problem for names, field, target in NAMES for problem in _unknown(raw, names, field, target)]
    return found + list(_unknown_languages(raw))


def _unknown(raw: RawPlan, names: tuple[str, ...], field: str, target: str) -> Iterator[Problem]:
    for path, row in raw.rows(*names):
        written = row.get(field, "")
        known = _known(raw, target, path)
        for value in written if isinstance(written, list) else [written]:
            if not isinstance(value, str) or not value or value in known:
                continue
            shown = ", ".join(sorted(known)[:12]) or "none is written yet"
            what = {"axis": "axis", "instances": "instance of this commitment"}.get(target, target.removesuffix("s"))
            yield Problem(raw.place((*path, field)), field, value, f"no {what} has this code; write one of: {shown}.")


def _known(raw: RawPlan, target: str, path: TreePath) -> set[str]:
    if target == "axis":
        return {str(row.get("code", "")) for _, row in raw.rows("terms") if row.get("kind") == "axis"}
    if target == "instances":
        own = path[:2]
        return {str(row.get("member", "")) for at, row in raw.rows("commitments", "instances") if at[:2] == own}
    return {str(row.get("code", "")) for _, row in raw.rows(target)}


def _unknown_languages(raw: RawPlan) -> Iterator[Problem]:
    plan = raw.tree.get("plan")
    languages = plan.get("languages") if isinstance(plan, dict) else None
    if not isinstance(languages, list):
        return
    for names in (("commitments",), ("commitments", "milestones"), ("commitments", "indicators")):
        for path, row in raw.rows(*names):
            for field in ("titles", "units", "unofficial_titles"):
                texts = row.get(field)
                for language in texts if isinstance(texts, dict) else ():
                    if language not in languages:
                        advice = "the plan does not list this language; add it to plan.languages or take this line out."
                        yield Problem(raw.place((*path, field, language)), field, language, advice)
