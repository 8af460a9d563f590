"""Guest registration in the Wagtail admin: audit actions now, staff sections below."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from guestreg.audit import ACTIONS


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
