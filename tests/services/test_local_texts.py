"""The city's words beside a source's: nothing that editors wrote is lost to an import."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.exchange import importing
from services.local_texts import Piece, differences, lines_of, mark_own_languages
from services.models import LocalText, Service, ServiceText, TextChange
from services.page import ServicePage

pytestmark = pytest.mark.django_db
MESSAGE = (
    '<x:transfernachricht xmlns:x="http://xoev.de/schemata/xzufi/2_2_0" xzufiVersion="2.2.0">'
    '<x:nachrichtenkopf/><x:schreibe><x:leistung><x:id schemeAgencyID="LAND">7</x:id>{modules}'
    "</x:leistung></x:schreibe></x:transfernachricht>"
)
MODULE = (
    "<x:modulText><x:leikaTextmodul><code>{code}</code></x:leikaTextmodul>"
    '<x:inhalt languageCode="{language}">{text}</x:inhalt></x:modulText>'
)


@pytest.fixture
def deliver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Service]:
    """A delivery of the Land with this summary, in German and the languages named."""
    monkeypatch.setattr(importing, "reindex", lambda report: None)

    def do(summary: str, *languages: str) -> Service:
        modules = "".join(
            MODULE.format(code=code, language=language, text=text)
            for language in ("de", *languages)
            for code, text in (("02", "Beispiel"), ("06", f"&lt;p&gt;{summary}&lt;/p&gt;"))
        )
        (tmp_path / "land.xml").write_text(MESSAGE.format(modules=modules), "utf-8")
        importing.run([tmp_path / "land.xml"], actor=None)
        return Service.objects.get(source_id="7")

    return do


class TestInTheEditor:
    def test_an_imported_text_is_only_to_be_read(
        self, deliver: Any, editor: Any, login: Any
    ) -> None:
        service = deliver("Alt")
        page = login(editor).get(f"/verwaltung/snippets/services/service/edit/{service.pk}/")
        form = page.context["form"].formsets["texts"].forms[0]
        assert form.fields["summary"].disabled
        assert "readonly" in str(form["summary"])
        assert "Diese Leistung kommt von einer Quelle" in page.content.decode()

    def test_what_is_sent_all_the_same_does_not_get_in(
        self, deliver: Any, editor: Any, login: Any
    ) -> None:
        service = deliver("Alt")
        edit = f"/verwaltung/snippets/services/service/edit/{service.pk}/"
        form_class = type(login(editor).get(edit).context["form"])
        data = {
            "texts-TOTAL_FORMS": "1",
            "texts-INITIAL_FORMS": "1",
            "texts-0-id": str(service.texts.get().pk),
            "texts-0-summary": "überschrieben",
            "texts-0-title": "überschrieben",
            "texts-0-DELETE": "on",
        }
        form = form_class(data, instance=service, for_user=editor)
        texts = form.formsets["texts"]
        assert texts.is_valid(), texts.errors
        assert texts.forms[0].cleaned_data["summary"] == "<p>Alt</p>"
        assert texts.forms[0].cleaned_data["title"] == "Beispiel"
        assert not texts.forms[0].cleaned_data["DELETE"]

    def test_a_language_that_the_source_lacks_is_the_citys(self, deliver: Any) -> None:
        service = deliver("Alt")
        service.texts.add(ServiceText(language="en", title="Example"))
        mark_own_languages(service)
        assert {(t.language, t.is_local) for t in service.texts.all()} == {
            ("de", False),
            ("en", True),
        }

    def test_a_text_of_our_own_is_written_as_before(
        self, make_service: Any, editor: Any, login: Any
    ) -> None:
        service = make_service("Eigenes")
        page = login(editor).get(f"/verwaltung/snippets/services/service/edit/{service.pk}/")
        assert not page.context["form"].formsets["texts"].forms[0].fields["summary"].disabled
        assert "Diese Leistung kommt von einer Quelle" not in page.content.decode()


class TestTheNextDelivery:
    def test_renews_the_text_beneath_and_leaves_the_citys(self, deliver: Any) -> None:
        service = deliver("Alt")
        LocalText.objects.create(service=service, module="summary", html="<p>Bei uns</p>")
        deliver("Neu")
        page = ServicePage(Service.objects.get(), "de", None)  # type: ignore[arg-type]
        (section,) = page.sections
        assert (section.html, section.addition) == ("<p>Neu</p>", "<p>Bei uns</p>")

    def test_leaves_a_translation_that_only_the_city_has(self, deliver: Any) -> None:
        service = deliver("Alt")
        ServiceText.objects.create(
            service=service, language="en", title="Example", summary="<p>Ours</p>", is_local=True
        )
        deliver("Neu")
        assert set(ServiceText.objects.values_list("language", "summary")) == {
            ("de", "<p>Neu</p>"),
            ("en", "<p>Ours</p>"),
        }

    def test_a_translation_of_the_source_takes_its_place_and_ours_goes_on_top(
        self, deliver: Any
    ) -> None:
        service = deliver("Alt")
        ServiceText.objects.create(
            service=service, language="en", title="Example", summary="<p>Ours</p>", is_local=True
        )
        deliver("Neu", "en")
        assert not ServiceText.objects.filter(is_local=True).exists()
        own = LocalText.objects.get()
        assert (own.language, own.mode, own.html) == ("en", "replace", "<p>Ours</p>")
        assert TextChange.objects.filter(language="en", module="summary").exists()

    def test_takes_back_a_translation_that_the_source_no_longer_has(self, deliver: Any) -> None:
        deliver("Alt", "en")
        deliver("Neu")
        assert ServiceText.objects.get().language == "de"

    def test_keeps_a_translation_that_is_only_in_the_draft(self, deliver: Any) -> None:
        service = deliver("Alt")
        service.texts.add(ServiceText(language="en", title="Example", is_local=True))
        service.save_revision()
        deliver("Neu")
        draft = Service.objects.get().get_latest_revision_as_object()
        assert {(t.language, t.is_local) for t in draft.texts.all()} == {
            ("de", False),
            ("en", True),
        }
        assert draft.text_in("de").summary == "<p>Neu</p>"


class TestBothInOneView:
    @pytest.fixture
    def page(self, deliver: Any, editor: Any, login: Any) -> Callable[[], str]:
        service = deliver("Kommen Sie am Montag")
        client = login(editor)
        url = f"/verwaltung/leistungen/{service.pk}/texte/"
        return lambda: str(client.get(url).content, "utf-8")

    def test_says_whether_the_citys_text_has_to_be_compared(
        self, page: Callable[[], str], deliver: Any
    ) -> None:
        LocalText.objects.create(
            service=Service.objects.get(), module="summary", html="<p>Haus B</p>"
        )
        deliver("Kommen Sie am Dienstag")
        shown = page()
        assert "Passt noch, was die Stadt dazu sagt?" in shown
        assert "<del>Montag</del>" in shown
        assert "<ins>Dienstag</ins>" in shown
        assert "Haus B" in shown

    def test_a_younger_text_of_the_city_fits(self, page: Callable[[], str], deliver: Any) -> None:
        LocalText.objects.create(
            service=Service.objects.get(),
            module="summary",
            html="<p>B</p>",
            written_on="2999-01-01",
        )
        deliver("Kommen Sie am Dienstag")
        assert "der Text der Stadt ist jünger" in page()

    def test_without_a_text_of_the_city_it_is_for_information(
        self, page: Callable[[], str], deliver: Any
    ) -> None:
        deliver("Kommen Sie am Dienstag")
        assert "die Stadt sagt hier nichts Eigenes" in page()

    def test_markup_is_shown_as_words(self, page: Callable[[], str], deliver: Any) -> None:
        deliver("a &amp;lt;script&amp;gt; b")
        assert "<ins>a &lt;script&gt; b</ins>" in page()


WORDS = st.lists(st.sampled_from(["a", "b", "<p>", "</p>", " ", "ü", "&amp;"])).map("".join)


@given(WORDS, WORDS)
def test_differences_hold_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(p.text for p in pieces if p.kind != "new").rstrip("\n") == lines_of(before)
    assert "".join(p.text for p in pieces if p.kind != "gone").rstrip("\n") == lines_of(after)


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    assert [piece.kind for piece in differences("a " * 3000, "b " * 3000)] == ["gone", "new"]


def test_nothing_changed() -> None:
    assert differences("<p>a b</p>", "<p>a b</p>") == [Piece("same", "a b")]
