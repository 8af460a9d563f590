"""The gates measure what they say, and fail when they should."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal import size_gates
from portal.size_gates import APPS, Gate, gates


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Five apps of one short function and one short template each."""
    for app in APPS:
        (tmp_path / app / "templates" / app).mkdir(parents=True)
        (tmp_path / app / "static" / app).mkdir(parents=True)
        (tmp_path / app / "texts.py").write_text("def short():\n    return 1\n")
        (tmp_path / app / "templates" / app / "a.html").write_text("<p>Text</p>\n")
    return tmp_path


def gate(project: Path, name: str) -> Gate:
    return next(gate for gate in gates(project) if gate.name == name)


def template(project: Path, markup: str) -> None:
    (project / "portal" / "templates" / "portal" / "b.html").write_text(markup)


def function_of(lines: int) -> str:
    return "def long():\n" + "    x = 1\n" * (lines - 1)


def test_clean_project_passes_every_gate(project: Path) -> None:
    assert [gate.name for gate in gates(project) if not gate.ok] == []


@pytest.mark.parametrize(("lines", "ok"), [(59, True), (60, False)])
def test_function_of_60_lines_is_too_long(project: Path, lines: int, ok: bool) -> None:
    (project / "portal" / "long.py").write_text(function_of(lines))
    assert gate(project, "function, longest").ok is ok


def test_culprit_names_file_line_and_function(project: Path) -> None:
    (project / "portal" / "long.py").write_text("\n" + function_of(70))
    assert gate(project, "function, longest").culprits == ["portal/long.py:2 long: 70 lines"]


def test_median_counts_every_function(project: Path) -> None:
    (project / "portal" / "long.py").write_text(function_of(20) * 6)
    assert gate(project, "function, median lines").measured == 20


def test_ninetieth_percentile_bears_a_tenth_of_long_functions(project: Path) -> None:
    (project / "portal" / "a.py").write_text(function_of(5) * 95 + function_of(40) * 5)
    assert gate(project, "function, 90th percentile").ok
    (project / "portal" / "a.py").write_text(function_of(5) * 80 + function_of(40) * 20)
    assert not gate(project, "function, 90th percentile").ok


@pytest.mark.parametrize(("lines", "ok"), [(500, True), (501, False)])
def test_file_of_501_lines_is_too_long(project: Path, lines: int, ok: bool) -> None:
    (project / "portal" / "long.py").write_text("x = 1\n" * lines)
    assert gate(project, "file, longest").ok is ok


def test_migrations_are_not_measured(project: Path) -> None:
    (project / "portal" / "migrations").mkdir()
    (project / "portal" / "migrations" / "0001.py").write_text(function_of(600))
    assert gate(project, "file, longest").ok


@pytest.mark.parametrize(("lines", "ok"), [(150, True), (151, False)])
def test_template_of_151_lines_is_too_long(project: Path, lines: int, ok: bool) -> None:
    template(project, "<p>Text</p>\n" * lines)
    assert gate(project, "template, longest").ok is ok


@pytest.mark.parametrize(
    ("rule", "markup"),
    [
        ("inline style", '<p style="color:red">'),
        ("inline style", '<p class="{% if a > b %}c{% endif %}"\n style="color:red">'),
        ("inline style", "<style>p{}</style>"),
        ("inline script", "<script>go()</script>"),
        ("inline script", '<script src="/a.js">go()</script>'),
        ("event attribute", '<button onclick="go()">'),
        ("unescaped output", "{{ text|safe }}"),
        ("unescaped output", "{% autoescape off %}"),
        ("third-party asset", '<script src="https://cdn.example.org/a.js"></script>'),
        ("third-party asset", '<img alt="" src="//cdn.example.org/a.png">'),
        ("third-party asset", '<link rel="stylesheet" href="http://cdn.example.org/a.css">'),
    ],
)
def test_markup_that_is_refused(project: Path, rule: str, markup: str) -> None:
    template(project, markup)
    assert not gate(project, f"template, {rule}").ok


@pytest.mark.parametrize(
    "markup",
    [
        "<script src=\"{% static 'a.js' %}\" defer></script>",
        '<script type="application/ld+json">{}</script>',
        '<link rel="canonical" href="https://www.example.org/">',
        '<a href="https://www.example.org/">Gesetz</a>',
        '{# style= #}<p>Auf Seite 3 online="ja"</p>',
        "<p>Sicher|safely</p>",
    ],
)
def test_markup_that_is_fine(project: Path, markup: str) -> None:
    template(project, markup)
    assert [gate.name for gate in gates(project) if not gate.ok] == []


@pytest.mark.parametrize(
    "css", ["a{background:url(https://x.example.org/a.png)}", '@import "//x.example.org/a.css";']
)
def test_style_sheet_loads_nothing_from_elsewhere(project: Path, css: str) -> None:
    (project / "portal" / "static" / "portal" / "a.css").write_text(css)
    assert not gate(project, "style sheet, third-party asset").ok


def test_command_names_what_failed(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    template(project, "{{ text|safe }}")
    monkeypatch.setattr("portal.management.commands.size_gates.gates", lambda: gates(project))
    with pytest.raises(CommandError, match="unescaped output"):
        call_command("size_gates")
    assert "portal/templates/portal/b.html:1" in capsys.readouterr().out


def test_this_project_passes() -> None:
    assert [gate for gate in gates(size_gates.ROOT) if not gate.ok] == []
