import pytest
from guestreg import handover, retention, example
from guestreg.models import *
from django.utils import timezone
from datetime import timedelta
import time_machine
pytestmark = pytest.mark.django_db
def test_all(visit_at, venue, baker, health_officer, basis):
    c=visit_at(); print(c)
    v=Visit.objects.get(); print(v.__dict__)
    now=timezone.now()
    r=handover.request(actor=health_officer, venue=venue, areas=[], window_start=now-timedelta(hours=1), window_end=now+timedelta(minutes=1), case_number="x1", basis=basis)
    handover.release(actor=baker, request=r)
    r=DataRequest.objects.get()
    rows=handover.open_released(actor=health_officer, request=r, purpose="csv"); print(rows)
    from guestreg.exports.registry import EXPORTERS
    for e in EXPORTERS.values(): print(e.export(r,rows)[:300])
    with time_machine.travel(now+timedelta(days=29)):
        p=retention.purge(timezone.localdate()); print(retention.lines(p))
    assert Visit.objects.count()==0
    example.load(); example.load()
    from guestreg.statistics import public_statistics
    print(public_statistics())
