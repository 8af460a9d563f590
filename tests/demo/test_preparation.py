"""Each step of the preparation is done once, and again when it must be."""

from pathlib import Path

import pytest

from portal.demo import preparation
from portal.demo.errors import DemoError
from portal.demo.place import Place
from portal.demo.preparation import Step, prepare
from portal.demo.stamps import fingerprint


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    """Appends a line to a file; depends on another file."""
    (tmp_path / "input").write_text("first")
    log = tmp_path / "result"
    command = ["-c", f"open({str(log)!r}, 'a').write('done\\n')"]
    step = Step("example", "Do it", [command], [tmp_path / "input"], [log])
    monkeypatch.setattr(preparation, "steps", lambda _: [step])
    return step


def titles(place: Place) -> list[str]:
    return [title for title, _ in prepare(place)]


def test_a_step_is_done_once(place: Place, step: Step) -> None:
    assert [titles(place), titles(place)] == [["Do it"], []]


def test_changed_input_makes_it_due_again(place: Place, step: Step) -> None:
    titles(place)
    step.inputs[0].write_text("second")
    assert titles(place) == ["Do it"]


def test_a_missing_result_makes_it_due_again(place: Place, step: Step) -> None:
    titles(place)
    step.results[0].unlink()
    assert titles(place) == ["Do it"]


def test_a_new_database_makes_its_steps_due(
    place: Place, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, due in (("one", ["Do it"]), ("one", []), ("two", ["Do it"])):
        other = Step(step.name, step.title, step.commands, depends=name)
        monkeypatch.setattr(preparation, "steps", lambda _, other=other: [other])
        assert titles(place) == due


def test_a_failed_step_shows_what_it_said_and_is_due_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Step("tables", "Create tables", [["-c", "raise SystemExit('no room')"]])
    monkeypatch.setattr(preparation, "steps", lambda _: [bad])
    for _ in range(2):
        with pytest.raises(DemoError, match=r"'Create tables' failed:\n.*no room"):
            titles(place)


def test_renaming_a_file_changes_the_fingerprint(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("same")
    before = fingerprint([one])
    one.rename(two)
    assert fingerprint([two]) != before


def test_every_step_has_a_name_of_its_own(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "database", lambda: "a database")
    names = [step.name for step in preparation.steps(place)]
    assert len(names) == len(set(names))
