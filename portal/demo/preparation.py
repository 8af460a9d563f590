"""What has to be done before the portal can run: each step once, and again when it must be."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from portal import postgres
from portal.demo.errors import DemoError
from portal.demo.place import ROOT, Place, python
from portal.demo.stamps import Stamp, files, fingerprint

LOCKS = (ROOT / "requirements" / "production.txt", ROOT / "package-lock.json")
LAST_LINES = 20


@dataclass(frozen=True)
class Step:
    """Commands for Python, and what makes them necessary again when it changes."""

    name: str
    title: str
    commands: list[list[str]]
    inputs: list[Path] = field(default_factory=list)
    results: list[Path] = field(default_factory=list)
    depends: str = ""


def steps(place: Place) -> list[Step]:
    """Everything that is prepared, in this order."""
    return [translations(), static_files(place), tables(), state_account(place), example_city()]


def translations() -> Step:
    catalogues = files("locale/**/*.po")
    return Step(
        "translations",
        "Compile translations",
        [manage("translations", "--compile")],
        inputs=catalogues,
        results=[path.with_suffix(".mo") for path in catalogues],
    )


def static_files(place: Place) -> Step:
    return Step(
        "static",
        "Collect style sheets, fonts and scripts",
        [manage("collectstatic", "--noinput", "--clear", "--verbosity=0")],
        inputs=files("static/**/*"),
        results=[place.var / "static" / "staticfiles.json"],
    )


def tables() -> Step:
    return Step(
        "tables",
        "Create tables",
        [manage("migrate", "--noinput", "--verbosity=0")],
        inputs=files("migrations/*.py", "roles.py"),
        depends=database(),
    )


def state_account(place: Place) -> Step:
    """Keys on both sides, and the portal's knowledge of the simulated account."""
    accounts = ("unternehmenskonto", "bundid")
    metadata = {account: place.simulator_folder / f"{account}.xml" for account in accounts}
    simulator = ["-m", "identity.simulator", *place.simulator_options(), "--write-metadata"]
    return Step(
        "state-account",
        "Make the simulated state account known",
        [
            manage("saml_keys", "ensure"),
            simulator,
            *(manage("saml_idp", name, f"--metadata={file}") for name, file in metadata.items()),
        ],
        results=list(metadata.values()),
        depends=f"{place.state_account} {database()}",
    )


def example_city() -> Step:
    return Step(
        "example",
        "Load the example city",
        [manage("load_example_site")],
        inputs=files("migrations/*.py", "example.py", "example/**/*"),
        depends=database(),
    )


def manage(*arguments: str) -> list[str]:
    return ["manage.py", *arguments]


def prepare(place: Place) -> Iterator[tuple[str, float]]:
    """Do what is due; yields title and seconds of each step that was."""
    for step in steps(place):
        stamp = Stamp(place.folder / f"{step.name}.done")
        current = state(step)
        if stamp.holds(current) and all(result.exists() for result in step.results):
            continue
        stamp.clear()
        begin = time.monotonic()
        run(step, place)
        stamp.set(current)
        yield step.title, time.monotonic() - begin


def state(step: Step) -> str:
    return fingerprint([*step.inputs, *LOCKS], step.depends)


def database() -> str:
    """Different for every database that has ever been made."""
    if postgres.configured_elsewhere():
        return str(time.time_ns())
    return postgres.default_cluster().layout.passwords.read_text()


def run(step: Step, place: Place) -> None:
    """Run the step's commands; their output goes to a log, and is shown when one fails."""
    log = place.logs / f"{step.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        for command in step.commands:
            done = subprocess.run(
                python(*command),
                cwd=ROOT,
                env=place.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if done.returncode:
                raise DemoError(f"'{step.title}' failed:\n{last_lines(log)}\nWhole log: {log}")


def last_lines(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
    return "\n".join(f"    {line}" for line in lines)
