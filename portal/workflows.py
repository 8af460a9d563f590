"""The workflow that a fresh instance has: editors write, a second editor publishes."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Page, Task, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from portal.roles import EDITOR
from services.models import FourEyesTask, Service

WAGTAILS_OWN = "Moderators approval"


def ensure() -> None:
    """Set it up for services and pages, unless there is one already: then it is the city's."""
    if not FourEyesTask.objects.exists():
        workflow = _make()
        WorkflowContentType.objects.get_or_create(
            content_type=ContentType.objects.get_for_model(Service),
            defaults={"workflow": workflow},
        )
        _give_to_pages(workflow)


def _make() -> Workflow:
    task = FourEyesTask.objects.create(name=_("Freigabe durch eine zweite Person"))
    task.groups.set([Group.objects.get(name=EDITOR)])
    workflow = Workflow.objects.create(name=_("Vier Augen"))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def _give_to_pages(workflow: Workflow) -> None:
    """Wagtail's own workflow asks a group that is empty here; its place is taken over."""
    Workflow.objects.filter(name=WAGTAILS_OWN).update(active=False)
    Task.objects.filter(name=WAGTAILS_OWN).update(active=False)
    WorkflowPage.objects.filter(workflow__name=WAGTAILS_OWN).delete()
    root = Page.get_first_root_node()
    if root:  # a test that empties all tables takes the tree away
        WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
