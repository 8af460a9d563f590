"""A service with more of everything than any real one: its sheet still has to be one page."""

from services.models import (
    Deadline,
    Fee,
    Form,
    Office,
    OnlineChannel,
    OpeningRule,
    RequiredDocument,
    Service,
    ServiceChannel,
    ServiceDocument,
    ServiceOffice,
    ServiceText,
)

WORDS = "Nachweis über die Staatsangehörigkeit und den Aufenthalt"


def make(slug: str = "lange-leistung") -> Service:
    """14 papers with explanations, 8 fees, 4 deadlines, 4 forms, 3 offices open on five days."""
    service = Service(slug=slug, name="Sehr lange Leistung beantragen", duration_min=2)
    service.duration_max, service.duration_unit = 12, "weeks"
    service.texts = [ServiceText(title=service.name, teaser=f"{WORDS}. {WORDS}.")]
    service.fees = [
        Fee(kind="range", label=f"{WORDS} {n}", amount=n, amount_max=n + 100) for n in range(1, 9)
    ]
    service.deadlines = [Deadline(label=WORDS, amount=n, unit="months") for n in range(1, 5)]
    service.forms = [Form(name=f"{WORDS} {n}") for n in range(4)]
    service.save()
    channel = OnlineChannel.objects.create(
        name=WORDS, url="https://online.example.org/" + "langer-weg/" * 8
    )
    ServiceChannel.objects.create(service=service, channel=channel)
    for number in range(14):
        paper = RequiredDocument.objects.create(
            name=f"{WORDS}, Nummer {number}", explanation=f"{WORDS}. {WORDS}.", issuer=WORDS
        )
        ServiceDocument.objects.create(service=service, document=paper, sort_order=number)
    for number in range(3):
        ServiceOffice.objects.create(service=service, office=_office(number))
    return service


def _office(number: int) -> Office:
    office = Office(slug=f"langes-amt-{number}", name=f"Amt für {WORDS} {number}")
    office.street, office.house_number = "Beispielweg", "12a"
    office.postcode, office.city, office.room = "04600", "Altenburg", "2. Obergeschoss, Raum 214"
    office.phone, office.email = "030 23125 199", "ein.langes.postfach@altenburg.example.org"
    office.rules = [
        OpeningRule(weekday=day, opens=opens, closes=closes)
        for day in range(5)
        for opens, closes in (("09:00", "12:00"), ("13:00", "16:00"))
    ]
    office.save()
    return office
