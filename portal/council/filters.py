"""What a reader of the list may narrow it by; all of it stands in the address."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict

from portal.council.models import CouncilGroup, Inquiry, Subject

MAX_DIGITS = 9
MAX_SLUG = 60


@dataclass
class InquiryFilter:
    query: QueryDict
    state: str = field(init=False)
    group: str = field(init=False)
    year: str = field(init=False)
    subject: str = field(init=False)

    def __post_init__(self) -> None:
        self.state = self._known("stand", Inquiry.State.values)
        self.group = self._number("fraktion")
        self.year = self._number("jahr")
        self.subject = self.query.get("thema", "")[:MAX_SLUG].replace("\0", "")

    def apply(self, inquiries: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
        wanted = {
            "state": self.state,
            "group_id": self.group,
            "put_on__year": self.year,
            "subjects__slug": self.subject,
        }
        return inquiries.filter(**{name: value for name, value in wanted.items() if value})

    @property
    def is_active(self) -> bool:
        return bool(self.state or self.group or self.year or self.subject)

    def states(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Inquiry.State.choices]

    def groups(self) -> QuerySet[CouncilGroup]:
        return CouncilGroup.objects.filter(inquiries__in=Inquiry.objects.public()).distinct()

    def subjects(self) -> QuerySet[Subject]:
        return Subject.objects.filter(inquiries__in=Inquiry.objects.public()).distinct()

    def years(self) -> list[str]:
        dates = Inquiry.objects.public().dates("put_on", "year", order="DESC")
        return [str(day.year) for day in dates]

    def _known(self, name: str, allowed: list[str]) -> str:
        value = self.query.get(name, "")
        return value if value in allowed else ""

    def _number(self, name: str) -> str:
        """Ids and years fit into nine digits; anything else is no filter."""
        value = self.query.get(name, "")
        return value if value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS else ""
