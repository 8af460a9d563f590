"""The KERN tags render every kind of field so that labels, hints and errors belong together."""

import re

import pytest
from django import forms
from django.template import Context, Template

CHOICES = [("a", "Erste"), ("b", "Zweite")]


class EveryWidget(forms.Form):
    text = forms.CharField(label="Text", help_text="Ein Hinweis")
    email = forms.EmailField(label="E-Mail", help_text="Ein Hinweis")
    number = forms.IntegerField(label="Zahl")
    day = forms.DateField(label="Tag", widget=forms.DateInput(attrs={"type": "date"}))
    long = forms.CharField(label="Langer Text", widget=forms.Textarea, help_text="Ein Hinweis")
    password = forms.CharField(label="Kennwort", widget=forms.PasswordInput)
    file = forms.FileField(label="Datei", help_text="Ein Hinweis")
    select = forms.ChoiceField(label="Auswahl", choices=CHOICES, help_text="Ein Hinweis")
    many = forms.MultipleChoiceField(
        label="Mehrere", choices=CHOICES, widget=forms.CheckboxSelectMultiple, help_text="Hinweis"
    )
    radio = forms.ChoiceField(
        label="Eine von beiden", choices=CHOICES, widget=forms.RadioSelect, help_text="Hinweis"
    )
    check = forms.BooleanField(label="Zustimmung", help_text="Ein Hinweis")
    optional = forms.CharField(label="Freiwillig", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, initial="x")


def render(form: forms.Form) -> str:
    template = Template("{% load kern %}{% kern_errors form %}{% kern_form form %}")
    return template.render(Context({"form": form}))


@pytest.fixture(params=["empty", "with errors"])
def page(request: pytest.FixtureRequest) -> str:
    return render(EveryWidget({"hidden": "x"}) if request.param == "with errors" else EveryWidget())


def test_every_described_by_exists_once(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    for value in re.findall(r'aria-describedby="([^"]+)"', page):
        for name in value.split():
            assert ids.count(name) == 1, name


def test_ids_are_unique(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_label_points_to_a_control(page: str) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    targets = re.findall(r'<label[^>]* for="([^"]+)"', page)
    assert targets
    assert set(targets) <= ids


def test_every_summary_link_leads_to_a_control() -> None:
    page = render(EveryWidget({"hidden": "x"}))
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    links = re.findall(r'href="#([^"]+)"', page)
    required = [field for field in EveryWidget().visible_fields() if field.field.required]
    assert len(links) == len(required)
    assert set(links) <= ids
    assert {"id_radio_0", "id_many_0"} <= set(links)


def test_errors_are_announced_at_the_control() -> None:
    page = render(EveryWidget({"hidden": "x"}))
    text_input = re.search(r'<input[^>]*id="id_text"[^>]*>', page)
    assert text_input
    assert 'aria-invalid="true"' in text_input[0]
    assert "id_text_error" in text_input[0]
    assert "kern-form-input__input--error" in text_input[0]


def test_optional_is_marked_required_is_not(page: str) -> None:
    assert page.count("kern-label__optional") == 1


def test_choices_keep_what_was_sent() -> None:
    page = render(EveryWidget({"radio": "b", "many": ["a"], "select": "b"}))
    assert re.search(r'id="id_radio_1"[^>]* checked', page)
    assert re.search(r'id="id_many_0"[^>]* checked', page)
    assert re.search(r'<option value="b" selected', page)


def test_hostile_values_are_escaped() -> None:
    page = render(EveryWidget({"text": '"><script>alert(1)</script>'}))
    assert "<script>" not in page


def test_general_errors_stand_in_the_summary() -> None:
    form = EveryWidget({})
    form.full_clean()
    form.add_error(None, "Der Vorgang ist abgelaufen.")
    assert "Der Vorgang ist abgelaufen." in render(form)
