"""The registry as a Prefect project file, for operators who run work pools instead of the embedded start.

`python -m deployments.project_file` writes `deployments/prefect.yaml`; a test compares the two.
"""

import io
import sys
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from deployments.registry import DEPLOYMENTS, ONE_AT_A_TIME, TAG, TIME_ZONE, Listed

PATH = Path(__file__).with_name("prefect.yaml")
POOL = "iltizam"
_HEADING = """\
# Made from deployments/registry.py by `python -m deployments.project_file`; change the registry, not this file.
# Once:  prefect work-pool create --type process iltizam
# Then:  prefect --no-prompt deploy --prefect-file deployments/prefect.yaml --all
#        prefect worker start --pool iltizam --limit 2
# Servers and workers need PYTHONTZPATH="" in their environment: the system's time-zone data may be out of date.
"""


def as_project_file() -> str:
    """The whole file."""
    yaml = YAML()
    yaml.width = 118
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump({"name": TAG, "deployments": [_entry(listed) for listed in DEPLOYMENTS]}, text)
    return _HEADING + text.getvalue()


def _entry(listed: Listed) -> dict[str, object]:
    entry: dict[str, object] = {
        "name": listed.name,
        "entrypoint": listed.entry_point,
        "description": LiteralScalarString(listed.description),
        "tags": [TAG, *listed.tags],
        "parameters": dict(listed.parameters),
        "schedules": [{"slug": "regular", "cron": listed.cron, "timezone": TIME_ZONE}] if listed.cron else [],
    }
    if listed.single:
        entry["concurrency_limit"] = {"limit": ONE_AT_A_TIME, "collision_strategy": "CANCEL_NEW"}
    entry["work_pool"] = {"name": POOL, "job_variables": {"env": {"PYTHONTZPATH": ""}}}
    return entry


def main() -> int:
    """Write the file beside this module."""
    PATH.write_text(as_project_file(), encoding="utf-8")
    sys.stdout.write(f"{PATH} written.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
