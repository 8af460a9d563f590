"""Four eyes: what one person wrote, another one publishes.

The rule stands where every way to publish ends: in ``publish`` of the record itself. Forms,
workflow, bulk actions and schedules all come by there, whatever rights the person has.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

# Wagtail's models import this module while they are made themselves.
if TYPE_CHECKING:
    from wagtail.models import DraftStateMixin, Revision, WorkflowState

    from identity.models import User
else:
    DraftStateMixin = object

# What Wagtail writes about a version; the version itself is everything else.
BOOKKEEPING = {
    "created_at",
    "expired",
    "first_published_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "updated_at",
}
LOOKED_BACK = 30


class SamePersonError(PermissionDenied):
    """Somebody tries to approve or publish what they wrote themselves."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Das haben Sie selbst geschrieben. Freigeben muss es eine zweite Person. "
                "Ihre Änderungen sind als Entwurf gespeichert."
            )
        )


class PublishedByTwo(DraftStateMixin):
    """For records with drafts: refuses to be published by the author of the version."""

    def publish(self, revision: Revision, user: User | None = None, **options: Any) -> Any:
        """Raises SamePersonError. Without a user it is the system: schedules and imports."""
        require_second_person(revision, user)
        if self.live:
            # Wagtail asks the draft which version is live; it may be older than that one.
            live = self.live_revision_id or self._keep_what_is_live(revision)
            revision.content = {**revision.content, "live_revision": live}
        return super().publish(revision, user=user, **options)

    def _keep_what_is_live(self, coming: Revision) -> int:
        """As a version of its own, where an import wrote none: without one, Wagtail takes the page
        down until the time that a new version is planned for."""
        stored = type(self)._base_manager.get(pk=self.pk)
        kept = type(coming).objects.create(
            content_object=stored,
            base_content_type_id=coming.base_content_type_id,
            created_at=coming.created_at - datetime.timedelta(milliseconds=1),
            content=stored.serializable_data(),
            object_str=str(stored),
        )
        type(self)._base_manager.filter(pk=stored.pk).update(live_revision=kept)
        return int(kept.pk)


def require_second_person(revision: Revision, user: User | None) -> None:
    if user is not None and author_of(revision) == user.pk:
        raise SamePersonError


def author_of(revision: Revision | None) -> int | None:
    """Who last changed what this version says; None when that was the system.

    Approving in the edit form saves the same words once more under the approver's name. That
    makes nobody an author: the oldest of the versions in a row that say the same names them.
    """
    if revision is None:
        return None
    author, said = revision.user_id, _essence(revision.content)
    older = (
        type(revision)
        .objects.filter(
            base_content_type=revision.base_content_type_id, object_id=revision.object_id
        )
        .exclude(pk=revision.pk)
        .filter(created_at__lte=revision.created_at)
        .order_by("-created_at", "-pk")
        .values_list("user_id", "content")
    )
    for user, content in older[:LOOKED_BACK]:
        if _essence(content) != said:
            break
        author = user
    return author


def _essence(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in BOOKKEEPING}


def publish_approved(workflow_state: WorkflowState, user: User | None = None) -> None:
    """What Wagtail calls at the end of a workflow. The approval stands for the right to publish."""
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
