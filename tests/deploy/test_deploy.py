"""The files of deploy/ against the program that they run, and against the tools that read them."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from riskdesk.cli.reference.commands import all_commands
from riskdesk.core.settings import Settings, load_settings, variable_name
from serving.app import create_app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SETTINGS = {variable_name(name) for name in Settings.model_fields}
COMMANDS = dict(all_commands())
PORT = load_settings().port
UNPRIVILEGED = 10001


def unit(name: str) -> dict[str, dict[str, list[str]]]:
    """Return the sections of a systemd unit; a name may stand several times."""
    found: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return found


def compose() -> dict[str, Any]:
    """Return compose.yaml."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def resources() -> dict[str, dict[str, Any]]:
    """Return the Kubernetes resources that kustomization.yaml lists, by kind and name."""
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8"))
    found = {}
    for name in listed["resources"]:
        text = (DEPLOY / "kubernetes" / name).read_text(encoding="utf-8")
        for one in yaml.safe_load_all(text):
            found[f"{one['kind']}/{one['metadata']['name']}"] = one
    return found


def containerfile() -> list[tuple[str, str]]:
    """Return instruction and arguments of each line of the Containerfile, those that go on joined."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    joined = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text))
    return [
        (word, " ".join(rest.split()))
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and pod of each resource that runs one."""
    for name, one in resources().items():
        if one["kind"] == "Deployment":
            yield name, one["spec"]["template"]["spec"]
        if one["kind"] == "CronJob":
            yield name, one["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def containers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and definition of each container."""
    for name, pod in pods():
        for one in [*pod.get("initContainers", []), *pod["containers"]]:
            yield f"{name}/{one['name']}", one


def seconds(text: str) -> int:
    """Return a duration such as 120s or 120 in seconds."""
    return int(text.removesuffix("s"))


def drain_seconds() -> float:
    """Return how long a service that was told to stop may go on: the waits that its parts allow themselves."""
    waits = []
    for file in sorted((ROOT / "serving").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        default = re.search(r"timeout_seconds: float = ([\d.]+)", text)
        for found in re.findall(r"_thread\.join\(timeout=([^)]+)\)", text):
            said = found.replace("self._timeout", default[1] if default else "")
            waits.append(sum(float(part) for part in said.split("+")))
    assert waits
    return sum(waits)


def test_every_variable_is_a_setting() -> None:
    """A misspelt variable would be read by nobody."""
    for file in sorted(path for path in DEPLOY.rglob("*") if path.is_file()):
        named = set(re.findall(r"\bRISKDESK_[A-Z_]+", file.read_text(encoding="utf-8")))
        assert set() == named - SETTINGS, file.name


def test_every_command_exists() -> None:
    """What is started is a command of the program."""
    started = {
        words
        for name in ("riskdesk.service", "riskdesk-backup.service")
        for key in ("ExecStart", "ExecStartPre")
        for line in unit(name)["Service"].get(key, [])
        for words in re.findall(r"/bin/riskdesk ([a-z-]+)", line)
    }
    services = compose()["services"]
    started |= {services[name]["command"][0] for name in ("setup", "service")}
    started |= {one["args"][0] for _, one in containers() if "args" in one}
    started |= set(
        re.findall(r"riskdesk (backup)", " ".join(map(str, (one.get("command") for _, one in containers()))))
    )
    started |= {"serve" for word, rest in containerfile() if (word, rest) == ("CMD", '["serve"]')}
    assert {"init", "serve", "backup"} == started
    assert started <= set(COMMANDS)


def test_ports_are_the_services() -> None:
    """Everything that names a port names the one that the service listens on by default."""
    assert ("EXPOSE", str(PORT)) in containerfile()
    assert [f"127.0.0.1:{PORT}:{PORT}"] == compose()["services"]["service"]["ports"]
    assert f"RISKDESK_PORT={PORT}" in unit("riskdesk.service")["Service"]["Environment"]
    found = resources()
    [service] = [one for name, one in containers() if name == "Deployment/riskdesk/service"]
    assert [{"name": "http", "containerPort": PORT}] == service["ports"]
    assert str(PORT) == found["ConfigMap/riskdesk"]["data"]["RISKDESK_PORT"]
    assert "http" == found["Service/riskdesk"]["spec"]["ports"][0]["targetPort"]
    assert [{"port": PORT, "protocol": "TCP"}] == found["NetworkPolicy/riskdesk"]["spec"]["ingress"][0][
        "ports"
    ]
    annotations = found["Deployment/riskdesk"]["spec"]["template"]["metadata"]["annotations"]
    assert str(PORT) == annotations["prometheus.io/port"]


def test_probes_ask_what_the_service_answers() -> None:
    """Liveness asks for the process alone, readiness for all that answering needs; both addresses exist."""
    routes = {getattr(route, "path", "") for route in create_app(load_settings()).routes}
    paths = set(create_app(load_settings()).openapi()["paths"])
    [service] = [one for name, one in containers() if name == "Deployment/riskdesk/service"]
    asked = {name: service[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {"/healthz", "/readyz"} == {one["path"] for one in asked.values()}
    assert "/healthz" == asked["livenessProbe"]["path"]
    assert "/readyz" == asked["readinessProbe"]["path"]
    assert {one["path"] for one in asked.values()} <= paths | routes
    assert {"http"} == {one["port"] for one in asked.values()}
    health = [rest for word, rest in containerfile() if word == "HEALTHCHECK"]
    for said in (health[0], str(compose()["services"]["service"]["healthcheck"]["test"])):
        assert f"http://127.0.0.1:{PORT}/healthz" in said


def test_nothing_runs_as_root() -> None:
    """User, group and the refusal of new privileges are set wherever the program runs."""
    users = [rest for word, rest in containerfile() if word == "USER"]
    assert [f"{UNPRIVILEGED}:{UNPRIVILEGED}"] == users
    last = [word for word, _ in containerfile()]
    assert last.index("USER") < last.index("ENTRYPOINT")
    for name in ("setup", "service"):
        one = compose()["services"][name]
        assert f"{UNPRIVILEGED}:{UNPRIVILEGED}" == one["user"]
        assert (["ALL"], ["no-new-privileges:true"]) == (one["cap_drop"], one["security_opt"])
    for name, pod in pods():
        context = pod["securityContext"]
        assert (True, UNPRIVILEGED) == (context["runAsNonRoot"], context["runAsUser"]), name
        assert "RuntimeDefault" == context["seccompProfile"]["type"], name
        assert pod["automountServiceAccountToken"] is False
    for name, one in containers():
        context = one["securityContext"]
        assert (False, {"drop": ["ALL"]}) == (context["allowPrivilegeEscalation"], context["capabilities"]), (
            name
        )
    for file in UNITS:
        if file.suffix == ".service":
            said = unit(file.name)["Service"]
            assert (["riskdesk"], ["yes"], [""]) == (
                said["User"], said["NoNewPrivileges"], said["CapabilityBoundingSet"]
            )  # fmt: skip


def test_nothing_but_the_home_is_written() -> None:
    """The root file system is read-only, and the home is a place that is not."""
    home = "/var/lib/riskdesk"
    for name in ("setup", "service"):
        one = compose()["services"][name]
        assert one["read_only"]
        assert [f"home:{home}"] == one["volumes"]
        assert ["/tmp"] == one["tmpfs"]
    for name, one in containers():
        assert one["securityContext"]["readOnlyRootFilesystem"], name
        assert {home, "/tmp"} <= {mount["mountPath"] for mount in one["volumeMounts"]}, name
    data = resources()["ConfigMap/riskdesk"]["data"]
    assert (home, f"{home}/cache") == (data["RISKDESK_HOME"], data["XDG_CACHE_HOME"])
    [environment] = [rest for word, rest in containerfile() if word == "ENV"]
    assert f"RISKDESK_HOME={home}" in environment
    assert f"XDG_CACHE_HOME={home}/cache" in environment
    said = unit("riskdesk.service")["Service"]
    assert (["strict"], ["riskdesk"]) == (said["ProtectSystem"], said["StateDirectory"])
    assert f"RISKDESK_HOME={home}" in said["Environment"]


def test_volumes_and_names_exist() -> None:
    """Each mount, config map, secret, claim and selector names something that is there."""
    found = resources()
    for name, pod in pods():
        volumes = {one["name"] for one in pod["volumes"]}
        mounted = {
            mount["name"]
            for one in [*pod.get("initContainers", []), *pod["containers"]]
            for mount in one["volumeMounts"]
        }
        assert volumes == mounted, name
        assert f"ServiceAccount/{pod['serviceAccountName']}" in found
        claims = [
            one["persistentVolumeClaim"]["claimName"]
            for one in pod["volumes"]
            if "persistentVolumeClaim" in one
        ]
        assert {f"PersistentVolumeClaim/{claim}" for claim in claims} <= found.keys()
    for _, one in containers():
        assert ["riskdesk", "riskdesk"] == [next(iter(source.values()))["name"] for source in one["envFrom"]]
    labels = found["Deployment/riskdesk"]["spec"]["template"]["metadata"]["labels"]
    for chosen in (
        found["Service/riskdesk"]["spec"]["selector"],
        found["PodDisruptionBudget/riskdesk"]["spec"]["selector"]["matchLabels"],
        found["NetworkPolicy/riskdesk"]["spec"]["podSelector"]["matchLabels"],
        found["Deployment/riskdesk"]["spec"]["selector"]["matchLabels"],
    ):
        assert chosen.items() <= labels.items()
    job = found["CronJob/riskdesk-backup"]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]
    assert not found["Service/riskdesk"]["spec"]["selector"].items() <= job.items()
    read = compose()
    for name, one in read["services"].items():
        assert {mount.partition(":")[0] for mount in one["volumes"]} <= read["volumes"].keys(), name
        assert set(one["networks"]) <= read["networks"].keys(), name


def test_no_secret_is_written_down() -> None:
    """Passwords and keys come from outside: from a secret, an environment or a file of root's."""
    for file in sorted(path for path in DEPLOY.rglob("*") if path.is_file()):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"(?i)(password|secret|_key)\s*[:=]\s*(?!\$\{)[\"']?[A-Za-z0-9+/]{6,}", text), (
            file.name
        )
    assert "${POSTGRES_PASSWORD:?" in (DEPLOY / "compose.yaml").read_text(encoding="utf-8")


def test_there_is_time_to_answer_what_waits() -> None:
    """Whoever stops the service waits longer than it may take to answer and commit what it has taken."""
    drain = drain_seconds()
    [service] = unit("riskdesk.service")["Service"]["TimeoutStopSec"]
    assert seconds(service) > drain
    assert seconds(compose()["services"]["service"]["stop_grace_period"]) > drain
    pod = dict(pods())["Deployment/riskdesk"]
    [hook] = [one["lifecycle"]["preStop"]["exec"]["command"] for one in pod["containers"]]
    assert "sleep" == hook[0]
    assert pod["terminationGracePeriodSeconds"] > drain + int(hook[1])
    assert ("STOPSIGNAL", "SIGTERM") in containerfile()
    assert ["SIGTERM"] == unit("riskdesk.service")["Service"]["KillSignal"]


def test_the_database_is_durable() -> None:
    """PostgreSQL is started with what the service insists on."""
    said = compose()["services"]["database"]["command"]
    assert {"fsync=on", "full_page_writes=on", "synchronous_commit=on"} <= set(said)


def test_the_image_holds_the_packages_and_their_licence() -> None:
    """Everything that the wheel is built from is copied into the image's build."""
    copied = {source for word, rest in containerfile() if word == "COPY" for source in rest.split()[:-1]}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = re.search(r"(?m)^packages = \[(.*)\]$", project)
    assert packages is not None
    assert set(re.findall(r'"(\w+)"', packages[1])) <= copied
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "requirements.lock",
        "requirements-serve.lock",
    } <= copied
    assert [] == [
        one
        for one in copied
        if not one.startswith("--") and not one.startswith("/") and not (ROOT / one).exists()
    ]


def test_the_constraints_of_the_image_pin_every_dependency() -> None:
    """What the build reads from the lock is a version for each thing that the program needs."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    [pattern] = re.findall(r"grep -oE '([^']+)'", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    pinned = {found.partition("==")[0].lower() for found in re.findall(f"(?m){pattern}", lock)}
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[\[><=; ]", one)[0].lower().replace("_", "-") for one in needed}
    assert set() == names - {name.replace("_", "-") for name in pinned}


def locked(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the packages of a lock file: name -> version and hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {
        row[0].partition("==")[0]: (
            row[0].partition("==")[2],
            frozenset(one for one in row if one.startswith("--hash=")),
        )
        for row in rows
    }


def test_the_lock_of_the_image_is_part_of_the_whole() -> None:
    """Each pin and each hash is that of the whole lock: what is served is what was tested."""
    whole, served = locked("requirements.lock"), locked("requirements-serve.lock")
    assert served
    assert [] == [name for name, pin in served.items() if whole.get(name) != pin or not pin[0] or not pin[1]]


def test_the_lock_of_the_image_holds_what_serving_needs_and_no_more() -> None:
    """Every dependency of the program, and nothing of training, tests or benchmarks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(of: list[str]) -> set[str]:
        return {re.split(r"[\[><=; ]", one)[0].lower().replace("_", "-") for one in of}

    served = {name.partition("[")[0] for name in locked("requirements-serve.lock")}
    extras = project["optional-dependencies"]
    beyond = names([one for extra in ("training", "spark", "bench", "dev") for one in extras[extra]])
    assert set() == names(project["dependencies"]) - served
    assert set() == beyond & served
    assert "--require-hashes --requirement requirements-serve.lock" in (DEPLOY / "Containerfile").read_text(
        "utf-8"
    )


def tool(name: str) -> str:
    """Return the path of a tool, or skip the test where there is none."""
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str) -> str:
    """Run a tool and return what it printed; it must not fail."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing to say, once the program's path is one of this machine."""
    analyze = tool("systemd-analyze")
    for file in UNITS:
        text = file.read_text(encoding="utf-8").replace("/opt/riskdesk/bin/riskdesk", sys.executable)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    said = run(analyze, "verify", *(str(tmp_path / file.name) for file in UNITS))
    assert [] == [line for line in said.splitlines() if "riskdesk" in line]


def test_systemd_finds_the_units_confined() -> None:
    """The exposure that `systemd-analyze security` counts stays below 2 of 10."""
    analyze = tool("systemd-analyze")
    for file in UNITS:
        if file.suffix == ".service":
            run(analyze, "security", "--offline=true", "--threshold=20", str(file))


def test_kubernetes_takes_the_manifests() -> None:
    """Every resource fits the schema of its kind, and nothing in it is unknown."""
    validate = pytest.importorskip("kubernetes_validate")
    for one in resources().values():
        validate.validate(one, validate.latest_version(), strict=True)


def test_kustomize_puts_the_manifests_together() -> None:
    """`kubectl kustomize` gives every resource, with the image's name in place."""
    made = run(tool("kubectl"), "kustomize", str(DEPLOY / "kubernetes"))
    built = [one for one in yaml.safe_load_all(made) if one]
    assert resources().keys() == {f"{one['kind']}/{one['metadata']['name']}" for one in built}
    assert {"riskdesk:latest"} == set(re.findall(r"image: (\S+)", made))


def test_compose_takes_the_file() -> None:
    """The file fits the schema of the Compose specification."""
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml"))


def test_the_containerfile_can_be_parsed() -> None:
    """A parser of such files reads the instructions that these tests read."""
    parser = pytest.importorskip("dockerfile_parse")
    with (DEPLOY / "Containerfile").open("rb") as file:
        structure = parser.DockerfileParser(fileobj=file).structure
    read = [one["instruction"] for one in structure if one["instruction"] != "COMMENT"]
    assert [word for word, _ in containerfile()] == read
