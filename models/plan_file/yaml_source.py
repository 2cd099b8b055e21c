"""Reads a folder of YAML files as plain texts with line numbers. Knows nothing of what the fields mean.

Every value is taken as text, so that `no`, `1.0` or `2027-06` mean what was written and not what YAML makes of it.
"""

from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from models.calendar_file import FILE_NAME as CALENDAR
from models.plan_file.problems import one_problem
from models.plan_file.raw import LISTS, RawPlan, Tree, TreePath, refuse_huge

_MISSING = ("", "~", "null")
SCENARIO = "scenario.yaml"
_DEEPEST = 20


def read_yaml_folder(folder: Path) -> RawPlan:
    """All `*.yaml` and `*.yml` files below `folder`, in the order of their names, as one plan."""
    files = sorted(p for p in folder.rglob("*.y*ml") if p.suffix in (".yaml", ".yml") and _is_of_the_plan(p))
    if not files:
        raise one_problem(folder.name, "the folder has no YAML file; write at least plan.yaml and members.yaml.")
    refuse_huge(folder, sum(file.stat().st_size for file in files))
    raw = RawPlan(whole=folder.name)
    for file in files:
        _FileReader(raw, file.relative_to(folder).as_posix()).read(file)
    return raw


def _is_of_the_plan(file: Path) -> bool:
    # The working calendar lies beside the plan, has a form of its own and is read by models.calendar_file; a cast for
    # rehearsals may lie there too.
    return not file.name.startswith(".") and file.name not in (CALENDAR, SCENARIO)


@dataclass
class _FileReader:
    raw: RawPlan
    name: str
    seen: set[int] = field(default_factory=set)

    def read(self, file: Path) -> None:
        node = self._compose(file)
        if node is None:
            return
        if not isinstance(node, MappingNode):
            self._complain((), node, "the file must begin with a heading such as “members:”.")
            return
        for key, value in node.value:
            self._add(str(key.value), key, value)

    def _compose(self, file: Path) -> Node | None:
        try:
            node: Node | None = YAML(typ="rt").compose(file.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            self._refuse(1, "the file is not UTF-8 text; save it again as UTF-8.")
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._refuse(mark.line + 1 if mark else 1, _advice(str(error.problem or error)))
        except (YAMLError, RecursionError, ValueError) as error:
            self._refuse(1, _advice(str(error)))
        else:
            return node
        return None

    def _refuse(self, line: int, advice: str) -> None:
        place = f"{self.name}, line {line}"
        self.raw.problems.extend(one_problem(place, advice).problems)

    def _add(self, heading: str, key: Node, value: Node) -> None:
        raw = self.raw
        if heading in raw.tree and heading not in LISTS:
            self._complain((heading,), key, f"“{heading}” is already written at {raw.place((heading,))}; keep one.")
            return
        if heading not in LISTS:
            raw.places[(heading,)] = self._place(key)
            raw.tree[heading] = self._read((heading,), value, 0)
            return
        entries = raw.tree.setdefault(heading, [])
        raw.places.setdefault((heading,), self._place(key))
        if not isinstance(value, SequenceNode) or not isinstance(entries, list):
            self._complain((heading,), key, f"“{heading}” must be a list; begin each entry with “- ”.")
            return
        for item in value.value:
            entries.append(self._read((heading, len(entries)), item, 0))

    def _read(self, path: TreePath, node: Node, depth: int) -> Tree:
        self.raw.places.setdefault(path, self._place(node))
        if depth > _DEEPEST:
            self._complain(path, node, "the lists are nested too deeply; a plan file needs at most a few levels.")
            return ""
        if id(node) in self.seen:
            self._complain(path, node, "“*” repeats an earlier entry; write the value out instead.")
            return ""
        self.seen.add(id(node))
        if isinstance(node, SequenceNode):
            return [self._read((*path, index), item, depth + 1) for index, item in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self._read_mapping(path, node, depth)
        return _text(node)

    def _read_mapping(self, path: TreePath, node: MappingNode, depth: int) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                advice = f"“{name}” is written twice, first at {self.raw.place((*path, name))}; keep one."
                self._complain((*path, name), key, advice)
                continue
            self.raw.places[(*path, name)] = self._place(key)
            found[name] = self._read((*path, name), value, depth + 1)
        return found

    def _place(self, node: Node) -> str:
        return f"{self.name}, line {node.start_mark.line + 1}"

    def _complain(self, path: TreePath, node: Node, advice: str) -> None:
        names = [str(step) for step in path if isinstance(step, str)]
        self.raw.problems.extend(one_problem(self._place(node), advice, field=names[-1] if names else "").problems)


def _text(node: Node) -> str:
    plain = isinstance(node, ScalarNode) and node.style is None
    value = str(node.value)
    return "" if plain and value in _MISSING else value


def _advice(problem: str) -> str:
    if "\\t" in problem or "\t" in problem:
        return "there is a tab; YAML wants spaces, so replace the tab by spaces."
    return f"this is not readable YAML ({problem}); put texts with “:”, “#” or quotation marks between quotation marks."
