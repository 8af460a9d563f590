"""Renders plain Django forms in the KERN design system.

Only templates call this, so forms of every app stay free of styling and the Wagtail
admin keeps its own look (a global form renderer would restyle that too).
"""

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

register = template.Library()

CHECKS = {"checkbox": "checkbox", "checkboxselectmultiple": "checkbox", "radioselect": "radio"}


@register.inclusion_tag("kern/errors.html")
def kern_errors(*forms: BaseForm) -> dict[str, object]:
    """The error summary; stands before the h1. Each entry links to its field."""
    return {
        "forms": [form for form in forms if form.errors],
        "general": [error for form in forms for error in form.non_field_errors()],
    }


@register.inclusion_tag("kern/form.html")
def kern_form(form: BaseForm) -> dict[str, object]:
    return {"form": form}


@register.inclusion_tag("kern/field.html")
def kern_field(field: BoundField) -> dict[str, object]:
    return {
        "field": field,
        "check": CHECKS.get(field.widget_type),
        "select": "select" in field.widget_type,
        "described_by": field.aria_describedby,
    }


@register.filter
def kern_widget(field: BoundField) -> SafeString:
    """The field's widget with KERN's class, and the error class when it has errors."""
    base = _kern_class(field)
    classes = f"{base} {base}--error" if field.errors else base
    return field.as_widget(attrs={"class": classes, "required": False})


@register.filter
def first_id(field: BoundField) -> str:
    """Id of the element to focus: of a group, its first choice."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.auto_id


def _kern_class(field: BoundField) -> str:
    if kind := CHECKS.get(field.widget_type):
        return f"kern-form-check__{kind}"
    return f"kern-form-input__{'select' if 'select' in field.widget_type else 'input'}"
