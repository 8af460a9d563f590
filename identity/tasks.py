"""Background work of the accounts."""

from celery import shared_task

from identity.saml import arrivals


@shared_task
def purge_arrived_messages() -> None:
    arrivals.purge_expired()
