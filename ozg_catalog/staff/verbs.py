"""Pages of the admin that save by a verb of the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.views.generic.edit import FormMixin


class VerbFormMixin(FormMixin[Any]):
    """Before Wagtail's CreateView or EditView, whose ``save_instance`` calls the verb.

    What the verb refuses by raising one of ``refusals``, the form says at ``refused_at``.
    """

    refusals: ClassVar[tuple[type[Exception], ...]]
    refused_at: ClassVar[str | None] = None

    form: Any
    get_error_message: Callable[[], str]
    produced_error_message: str | None

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            # Wagtail saves in a transaction: nothing stays of what was refused.
            return super().form_valid(form)
        except self.refusals as error:
            form.add_error(self.refused_at, str(error))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
