"""Size and markup gates: how long functions, files and templates may get, and what may not stand
in a template. The limits come from measured code bases that people like to read."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from statistics import median, quantiles

# Part of a report that people save as one file, which therefore carries its own style.
STANDALONE = {"ozg_catalog/templates/ozg_catalog/report/style.html"}
ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "services", "guestreg", "ozg_catalog", "identity")

_ADDRESS = r"""["']?\s*(?:https?:)?//"""
MARKUP_RULES = {
    "inline style": re.compile(r"<[a-z][^>]*\sstyle\s*=|<style\b", re.I),
    "inline script": re.compile(
        r"<script\b(?![^>]*application/ld\+json)[^>]*>(?!\s*</script>)", re.I
    ),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "third-party asset": re.compile(
        rf"<(?:script|img|iframe|source|video|audio|embed|track)\b[^>]*\ssrc(?:set)?\s*={_ADDRESS}"
        rf"|<link\b(?![^>]*rel=.(?:canonical|alternate))[^>]*\shref\s*={_ADDRESS}",
        re.I,
    ),
}
TEMPLATE_RULES = {
    "unescaped output": re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off"),
}
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
STYLE_SHEET_RULES = {
    "third-party asset": re.compile(rf"""url\(\s*{_ADDRESS}|@import\s+{_ADDRESS}""", re.I)
}


@dataclass(frozen=True)
class Size:
    """Something that can be too long, and where it stands."""

    place: str
    lines: int

    def __str__(self) -> str:
        return f"{self.place}: {self.lines} lines"


@dataclass(frozen=True)
class Gate:
    """One measure against its limit; culprits are listed only when it is exceeded."""

    name: str
    measured: float
    limit: float
    culprits: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.measured <= self.limit


def gates(root: Path = ROOT) -> list[Gate]:
    """All gates, measured now."""
    functions = [size for path in python_files(root) for size in _functions(path, root)]
    files = [_file_size(path, root) for path in python_files(root)]
    templates = [_file_size(path, root) for path in template_files(root)]
    return [
        _typical("function, median lines", functions, 8),
        _ninetieth("function, 90th percentile", functions, 25),
        _longest("function, longest", functions, 59),
        _ninetieth("file, 90th percentile", files, 250),
        _longest("file, longest", files, 500),
        _typical("template, median lines", templates, 25),
        _longest("template, longest", templates, 150),
        *_markup_gates(root),
    ]


def python_files(root: Path) -> list[Path]:
    return _files(root, "*.py")


def template_files(root: Path) -> list[Path]:
    return _files(root, "templates/**/*.html")


def style_sheets(root: Path) -> list[Path]:
    return [path for path in _files(root, "static/**/*.css") if "vendor" not in path.parts]


def _files(root: Path, pattern: str) -> list[Path]:
    """Files of our apps; what Django or a package made is not ours to keep short."""
    found = chain.from_iterable((root / app).rglob(pattern) for app in APPS)
    return sorted(path for path in found if "migrations" not in path.parts)


def _functions(path: Path, root: Path) -> Iterator[Size]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            place = f"{path.relative_to(root)}:{node.lineno} {node.name}"
            yield Size(place, node.end_lineno - node.lineno + 1)


def _file_size(path: Path, root: Path) -> Size:
    return Size(str(path.relative_to(root)), len(path.read_text(encoding="utf-8").splitlines()))


def _typical(name: str, sizes: list[Size], limit: int) -> Gate:
    return _gate(name, sizes, limit, median)


def _ninetieth(name: str, sizes: list[Size], limit: int) -> Gate:
    return _gate(name, sizes, limit, lambda lines: quantiles(lines, n=10)[-1])


def _longest(name: str, sizes: list[Size], limit: int) -> Gate:
    return _gate(name, sizes, limit, max)


def _gate(name: str, sizes: list[Size], limit: int, measure: Callable[[list[int]], float]) -> Gate:
    """The ones to shorten first are the longest, whichever measure failed."""
    lines = [size.lines for size in sizes]
    measured = measure(lines) if len(lines) > 1 else float(sum(lines))
    longest = sorted(sizes, key=lambda size: -size.lines)
    culprits = [str(size) for size in longest if size.lines > limit][:20]
    return Gate(name, measured, limit, culprits if measured > limit else [])


def _markup_gates(root: Path) -> Iterator[Gate]:
    markup = {
        path: _without_code(source)
        for path, source in _read(template_files(root))
        if path.relative_to(root).as_posix() not in STANDALONE
    }
    for name, rule in MARKUP_RULES.items():
        yield _rule_gate(f"template, {name}", rule, markup, root)
    for name, rule in TEMPLATE_RULES.items():
        yield _rule_gate(f"template, {name}", rule, dict(_read(template_files(root))), root)
    for name, rule in STYLE_SHEET_RULES.items():
        yield _rule_gate(f"style sheet, {name}", rule, dict(_read(style_sheets(root))), root)


def _read(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        yield path, path.read_text(encoding="utf-8")


def _without_code(source: str) -> str:
    """The markup alone at its old place: a ">" in a condition must not end an element."""
    return TEMPLATE_CODE.sub(lambda code: re.sub(r"[^\n]", "_", code[0]), source)


def _rule_gate(name: str, rule: re.Pattern[str], sources: dict[Path, str], root: Path) -> Gate:
    found = [
        f"{path.relative_to(root)}:{source.count(chr(10), 0, match.start()) + 1}"
        f" {match[0].strip()[:60]!r}"
        for path, source in sources.items()
        for match in rule.finditer(source)
    ]
    return Gate(name, len(found), 0, found)
