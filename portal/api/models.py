"""How often a network asked in one minute. Rows live for minutes and hold no address."""

from datetime import datetime

from django.db import connection, models

COUNT = """
    INSERT INTO portal_ratewindow (key, count, expires_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET count = portal_ratewindow.count + 1
    RETURNING count
"""


class RateWindowQuerySet(models.QuerySet["RateWindow"]):
    def expired(self, now: datetime) -> "RateWindowQuerySet":
        return self.filter(expires_at__lt=now)


class RateWindow(models.Model):
    """Requests of one network in one minute; the table is unlogged, a crash empties it."""

    key = models.CharField(max_length=80, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    objects = RateWindowQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} until {self.expires_at:%H:%M}"

    @staticmethod
    def count_up(key: str, expires_at: datetime) -> int:
        """How many there were with this one; exact however many processes count."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [key, expires_at])
            (count,) = cursor.fetchone()
            return int(count)
