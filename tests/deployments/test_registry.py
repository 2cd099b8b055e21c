"""The one list of what runs, and the project file made from it."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from prefect.server.schemas.schedules import CronSchedule
from ruamel.yaml import YAML

from deployments.project_file import PATH, as_project_file
from deployments.registry import DEPLOYMENTS, TIME_ZONE, Listed, find
from deployments.serve import as_deployment
from flows.catalogue import ENTRY_POINTS, STAGE_FLOWS, Choice
from models.vocabulary import Stage

CHOICES = (
    Choice("A1", "A1 · Eau", STAGE_FLOWS[Stage.EXECUTION]),
    Choice("A2", "A2 · Énergie", STAGE_FLOWS[Stage.CO_CREATION]),
)


def test_every_flow_is_deployed_once_under_its_own_name() -> None:
    assert sorted(listed.name for listed in DEPLOYMENTS) == sorted(ENTRY_POINTS)


def test_the_project_file_is_the_registry() -> None:
    assert PATH.read_text(encoding="utf-8") == as_project_file()


def test_the_project_file_can_be_read_and_names_importable_flows() -> None:
    content = YAML(typ="safe").load(PATH.read_text(encoding="utf-8"))
    for entry in content["deployments"]:
        assert find(entry["name"]).load_flow().name == entry["name"]
        assert entry["work_pool"]["job_variables"]["env"]["PYTHONTZPATH"] == ""


def test_only_the_mail_pollers_drop_a_run_that_comes_too_early() -> None:
    assert [listed.name for listed in DEPLOYMENTS if listed.single] == ["inbound-replies", "outbox"]


@pytest.mark.parametrize("listed", DEPLOYMENTS, ids=lambda listed: listed.name)
def test_descriptions_speak_french_first_then_english(listed: Listed) -> None:
    french, english = listed.description.split("\n\n---\n\n")
    assert {"é", "è", "’"} & set(french)
    assert {" the ", " The "} & {english[i : i + 5] for i in range(len(english))}
    assert len(french) < 400


@pytest.mark.parametrize(
    ("name", "after", "expected"),
    [
        # Friday evening: the stages rest on Saturday and Sunday.
        ("co-creation", "2026-11-27T20:00", "2026-11-28T06:30"),
        ("execution", "2026-11-27T20:00", "2026-11-28T06:40"),
        ("evaluation", "2026-11-27T20:00", "2026-11-28T06:50"),
        # The first of October is the day after the third quarter.
        ("quarterly-collection", "2026-09-30T12:00", "2026-10-01T08:00"),
        ("follow-up", "2026-10-01T08:00", "2026-10-01T08:30"),
        ("outbox", "2026-10-01T08:01", "2026-10-01T08:05"),
        ("inbound-replies", "2026-10-01T08:01", "2026-10-01T08:05"),
        ("annual-report", "2026-01-15T07:00", "2027-01-15T07:00"),
    ],
)
def test_the_next_run_comes_at_the_hour_of_morocco(name: str, after: str, expected: str) -> None:
    zone = ZoneInfo(TIME_ZONE)
    start = datetime.fromisoformat(after).replace(tzinfo=zone) + timedelta(minutes=1)
    schedule = CronSchedule(cron=find(name).cron, timezone=TIME_ZONE)
    (following,) = asyncio.run(schedule.get_dates(1, start))
    assert following.astimezone(zone).strftime("%Y-%m-%dT%H:%M") == expected


def test_the_year_s_last_run_is_on_utc_since_morocco_is() -> None:
    assert datetime(2027, 1, 15, 7, tzinfo=ZoneInfo(TIME_ZONE)).astimezone(UTC).hour == 7


def test_a_stage_form_offers_all_and_the_commitments_of_its_stage() -> None:
    deployment = as_deployment(find("execution"), choices=CHOICES)
    assert deployment._parameter_openapi_schema.properties["commitment"]["enum"] == ["all", "A1 · Eau"]


def test_deployments_are_found_by_module_whatever_the_working_folder() -> None:
    deployment = as_deployment(find("outbox"), choices=())
    assert deployment.entrypoint == "flows.mail.outbox"
    assert deployment.concurrency_limit == 1
    assert deployment.concurrency_options is not None
    assert deployment.concurrency_options.collision_strategy == "CANCEL_NEW"


def test_an_unlisted_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        find("cleanup")
