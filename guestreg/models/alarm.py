"""Which alarm was mailed on which day, so that nobody gets it twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlarmMail(models.Model):
    cause = models.CharField(max_length=80)
    day = models.DateField()

    class Meta:
        verbose_name = _("Gemeldeter Alarm")
        verbose_name_plural = _("Gemeldete Alarme")
        constraints = (
            models.UniqueConstraint(name="alarmmail_once_a_day", fields=("cause", "day")),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.cause}"
