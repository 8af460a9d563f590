"""Which worker runs which test, when there are several."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

STORIES = ("tests/journeys/", "tests/demo/")


class InOrder(LoadScopeScheduling):
    """A file of journeys goes to one worker whole: its steps follow each other on one site. So do
    those of the demonstration, which is started once and stopped last.

    Every other test goes to whoever is free, in the order in which pytest-django puts them: those
    that empty the tables come last. Whole files for all (``--dist loadfile``) would break that
    order, and xdist's own groups have no effect under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _separator, _test = nodeid.partition("::")
        return file if file.startswith(STORIES) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    config.option.loadscopereorder = False
    return InOrder(config, log)
