"""The catalogues: what is extracted, what survives a merge, what the check refuses."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal import translations
from portal.translations import catalogue_path, compile_catalogues, extracted, faults, update

TEMPLATE = """{% load i18n %}
    <ul>
  {% blocktranslate count n=items|length %}Ein Ort{% plural %}{{ n }} Orte{% endblocktranslate %}
      <li title="{% translate 'Öffnungszeiten' %}">{{ name|default:_("unbekannt") }}</li>
    </ul>
 {% blocktranslate trimmed with city=city %}
   Stadt
   {{ city }}
 {% endblocktranslate %}"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one app, ``shop``."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "APPS", ("shop",))
    folder = tmp_path / "shop"
    (folder / "templates" / "shop").mkdir(parents=True)
    (folder / "migrations").mkdir()
    (folder / "migrations" / "0001.py").write_text("_('Alt')")
    return folder


def source(app: Path, code: str) -> None:
    (app / "texts.py").write_text(code)


def translate(**texts: str) -> None:
    """Fill in English by hand, as a translator does."""
    path = catalogue_path("shop")
    content = path.read_text()
    for german, english in texts.items():
        content = content.replace(
            f'msgid "{german}"\nmsgstr ""', f'msgid "{german}"\nmsgstr "{english}"'
        )
    path.write_text(content)


def reasons() -> list[str]:
    return [fault.reason for fault in faults("shop")]


def test_python_calls_of_django_are_extracted(app: Path) -> None:
    source(app, "a = _('Ort'), gettext_lazy('Tag'), pgettext('Monat', 'Mai'), other('nein')")
    assert {m.id for m in extracted("shop") if m.id} == {"Ort", "Tag", "Mai"}


def test_migrations_are_left_out(app: Path) -> None:
    assert not [m for m in extracted("shop") if m.id]


def test_templates_are_extracted_whatever_their_indentation(app: Path) -> None:
    (app / "templates" / "shop" / "a.html").write_text(TEMPLATE)
    assert {m.id for m in extracted("shop") if m.id} == {
        ("Ein Ort", "%(n)s Orte"),
        "Öffnungszeiten",
        "unbekannt",
        "Stadt %(city)s",
    }


def test_update_keeps_translations_and_drops_what_is_gone(app: Path) -> None:
    source(app, "_('Ort'); _('Tag')")
    update("shop")
    translate(Ort="Place", Tag="Day")
    source(app, "_('Ort'); _('Neu')")
    update("shop")
    content = catalogue_path("shop").read_text()
    assert 'msgstr "Place"' in content
    assert "Day" not in content


def test_second_update_changes_nothing(app: Path) -> None:
    source(app, "_('Ort')")
    assert update("shop") is True
    assert update("shop") is False


def test_a_text_known_to_another_app_is_taken_over(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source(app, "_('Ort')")
    update("shop")
    translate(Ort="Place")
    (app.parent / "inn").mkdir()
    (app.parent / "inn" / "texts.py").write_text("_('Ort')")
    update("inn")
    assert 'msgstr "Place"' in catalogue_path("inn").read_text()


def test_complete_catalogue_has_no_fault(app: Path) -> None:
    source(app, "_('Ort %(name)s')")
    update("shop")
    translate(**{"Ort %(name)s": "Place %(name)s"})
    assert reasons() == []


def test_new_text_is_a_fault(app: Path) -> None:
    source(app, "_('Ort')")
    assert reasons() == ["not in the catalogue (run --update)"]


def test_missing_english_is_a_fault(app: Path) -> None:
    source(app, "_('Ort')")
    update("shop")
    assert reasons() == ["has no English text"]


def test_text_that_is_gone_is_a_fault(app: Path) -> None:
    source(app, "_('Ort')")
    update("shop")
    source(app, "")
    assert reasons() == ["no longer in the sources (run --update)"]


def test_fuzzy_is_a_fault(app: Path) -> None:
    source(app, "_('Ort')")
    update("shop")
    translate(Ort="Place")
    path = catalogue_path("shop")
    path.write_text(path.read_text().replace('msgid "Ort"', '#, fuzzy\nmsgid "Ort"'))
    assert reasons() == ["is marked fuzzy; check the English text and remove the mark"]


@pytest.mark.parametrize("english", ["Place", "Place %(town)s", "Place {name}"])
def test_other_placeholders_are_a_fault(app: Path, english: str) -> None:
    source(app, "_('Ort %(name)s')")
    update("shop")
    translate(**{"Ort %(name)s": english})
    assert reasons() == [f"English text has other placeholders: {english!r}"]


def test_positional_placeholder_is_a_fault(app: Path) -> None:
    source(app, "_('Ort %s')")
    update("shop")
    translate(**{"Ort %s": "Place %s"})
    assert reasons() == ["has a positional placeholder; use %(name)s"]


def test_percent_in_running_text_is_no_placeholder(app: Path) -> None:
    source(app, "_('100 % der Orte')")
    update("shop")
    translate(**{"100 % der Orte": "100 % of places"})
    assert reasons() == []


def test_singular_may_leave_the_number_out(app: Path) -> None:
    source(app, "ngettext('Ein Ort', '%(n)s Orte', 2)")
    update("shop")
    path = catalogue_path("shop")
    text = path.read_text().replace('msgstr[0] ""', 'msgstr[0] "One place"')
    path.write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(n)s places"'))
    assert reasons() == []


def test_check_fails_with_the_list(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source(app, "_('Ort'); _('Tag')")
    with pytest.raises(CommandError, match="2 texts"):
        call_command("translations", "--check")
    assert "'Tag'" in capsys.readouterr().err


def test_compile_writes_what_gettext_reads(app: Path) -> None:
    import gettext

    source(app, "_('Ort')")
    update("shop")
    translate(Ort="Place")
    compile_catalogues()
    with catalogue_path("shop").with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Ort") == "Place"


def test_compile_leaves_fresh_files_alone(app: Path) -> None:
    source(app, "_('Ort')")
    update("shop")
    assert compile_catalogues() == [catalogue_path("shop")]
    assert compile_catalogues() == []
