"""Units, containers and roles are right by the judgement of their own tools: systemd, hadolint, the compose schema."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from ruamel.yaml import YAML

from deployments.part import PARTS
from flows.cli import COMMANDS
from flows.settings import Settings
from models.database import migrate, open_engine

ROOT = Path(__file__).parents[3]
UNITS = sorted((ROOT / "deployments" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
COMPOSE = YAML(typ="safe").load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = ("server", "reports", "executor", "tools", "owner")
MOST_EXPOSED = 2.0
BESIDE = Path(sys.executable).parent


def tool(name: str, advice: str) -> str:
    """A program, or a skip that says how to get it; in CI a failure."""
    found = shutil.which(name, path=f"{BESIDE}:{os.environ['PATH']}")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} is missing: {advice}")
    return str(found)


def test_systemd_finds_nothing_wrong_with_any_unit(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze", "apt-get install systemd")
    for unit in UNITS:  # the programs are not where an installation has them
        text = re.sub(r"/opt/iltizam/\.venv/bin/\w+", "/bin/true", unit.read_text(encoding="utf-8"))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--recursive-errors=no", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True, text=True, check=False, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.stem)
def test_a_service_has_few_rights_by_systemd_s_own_measure(unit: Path) -> None:
    analyze = tool("systemd-analyze", "apt-get install systemd")
    done = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True, check=False
    )
    (exposure,) = re.findall(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert float(exposure) <= MOST_EXPOSED


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.stem)
def test_a_service_starts_a_program_that_exists(unit: Path) -> None:
    (started,) = re.findall(r"^ExecStart=/opt/iltizam/\.venv/bin/(.+)$", unit.read_text(encoding="utf-8"), re.M)
    words = started.split()
    if words[0] == "iltizam":
        assert words[1] in COMMANDS
    else:
        assert words[:3] == ["python", "-m", "deployments.part"]
        assert words[3] in PARTS


def test_compose_fits_the_schema_of_its_specification() -> None:
    check = tool("check-jsonschema", "make test installs it")
    done = subprocess.run(
        [check, "--builtin-schema", "vendor.compose-spec", str(ROOT / "compose.yaml")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_containers_have_few_rights_and_secrets_come_from_files() -> None:
    for name in OURS:
        service = COMPOSE["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert COMPOSE["services"]["server"]["ports"] == ["127.0.0.1:4200:4200"]
    assert "ports" not in COMPOSE["services"]["database"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"PASSWORD: \S+|PASSPHRASE: \S+", text) == []


def test_containers_use_settings_parts_and_secrets_that_exist() -> None:
    known = {f"ILTIZAM_{field.upper()}" for field in Settings.model_fields}
    lines = (ROOT / "deployments" / "compose.env").read_text(encoding="utf-8").splitlines()
    given = {line.split("=")[0] for line in lines if line and not line.startswith("#")}
    for name in OURS:
        given |= set(COMPOSE["services"][name].get("environment", {}))
        assert set(COMPOSE["services"][name]["secrets"]) <= set(COMPOSE["secrets"])
        assert set(COMPOSE["services"][name].get("command", [])) <= set(PARTS)
    assert given - known == {"PGPASSFILE"}
    mounted = {Path(line.split("=")[1]).name for line in lines if "/run/secrets/" in line}
    assert mounted <= set(COMPOSE["secrets"])


def test_containers_of_the_program_cannot_change_tables() -> None:
    text = (ROOT / "deployments" / "compose.env").read_text(encoding="utf-8")
    assert "ILTIZAM_DATABASE_URL=postgresql://iltizam_app@database/iltizam" in text
    for name, service in COMPOSE["services"].items():
        has_owner = "database_owner_pgpass" in service.get("secrets", []) or "iltizam_owner" in str(service)
        assert has_owner == (name == "owner"), name
        assert ("database_roles" in service.get("secrets", [])) == (name == "database")
    assert COMPOSE["services"]["owner"]["profiles"] == ["tools"]  # never started with the others


def test_the_database_s_first_start_makes_the_roles_and_the_program_runs_as_one(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("servers", ROOT / "tests" / "chaos" / "servers.py")
    assert spec is not None
    assert spec.loader is not None
    servers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(servers)
    if os.geteuid() != 0 or servers.postgres_tools() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "This needs root and PostgreSQL (apt-get install postgresql)."
        )
    (tmp_path / "roles").write_text("iltizam_app it's \\a word\niltizam_owner another\n", encoding="utf-8")
    script = ROOT / "deployments" / "postgresql" / "roles.sh"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with servers.Postgres(Path(folder) / "postgres") as postgres:
            environment = {
                **os.environ, "PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "POSTGRES_USER": "iltizam",
                "POSTGRES_DB": "postgres", "ROLES_FILE": str(tmp_path / "roles"),
                "ROLES_SQL": str(script.with_name("roles.sql")),
            }  # fmt: skip
            owner, app = (postgres.url.replace("iltizam@", f"{role}@") for role in ("iltizam_owner", "iltizam_app"))
            for step in (lambda: None, lambda: migrate(owner)):
                step()
                done = subprocess.run(["sh", str(script)], env=environment, capture_output=True, text=True, check=False)
                assert (done.returncode, done.stderr) == (0, "")
            migrate(app)  # nothing to do, and nothing tried
            engine = open_engine(app)
            with engine.connect() as connection:
                assert connection.execute(sa.text("SELECT count(*) FROM ledger_entry")).scalar() == 0
                with pytest.raises(sa.exc.ProgrammingError):
                    connection.execute(sa.text("ALTER TABLE ledger_entry ADD COLUMN x text"))
            engine.dispose()
            # The words are those of the file: the right one opens, another one does not.
            rules = Path(folder) / "postgres" / "data" / "pg_hba.conf"
            rules.write_text("host all all 127.0.0.1/32 scram-sha-256\nlocal all all trust\n", encoding="utf-8")
            subprocess.run(
                ["psql", "-h", folder + "/postgres", "-U", "iltizam", "-d", "postgres", "-c", "SELECT pg_reload_conf()"],
                env=environment | {"PGHOST": folder + "/postgres"}, check=True, capture_output=True,
            )  # fmt: skip
            for word, opens in (("it's \\a word", True), ("other", False)):
                given = sa.make_url(app).set(password=word)
                engine = open_engine(given.render_as_string(hide_password=False))
                try:
                    with engine.connect():
                        assert opens
                except sa.exc.OperationalError:
                    assert not opens
                engine.dispose()


def test_hadolint_finds_nothing_wrong_with_the_dockerfile() -> None:
    done = subprocess.run(
        [tool("hadolint", "make test installs it"), str(ROOT / "Dockerfile")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_copies_what_exists_runs_without_rights_and_holds_no_secret() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.M):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    assert "\nUSER 10001:10001\n" in text
    assert re.findall(r"(?i)^(?:ENV|ARG).*(?:password|secret|token)", text, re.M) == []
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"  # nothing goes in unless it is named
    assert not {"!.env", "!var", "!secrets", "!.git"} & set(ignored)
