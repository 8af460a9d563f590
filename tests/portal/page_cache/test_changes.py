"""Content tables announce their commits, and every process hears of it."""

import time
from collections.abc import Callable, Iterator
from io import BytesIO

import psycopg
import pytest
from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale, Page, Site

from ozg_catalog.models import Municipality
from portal.page_cache.changes import ContentVersion, _parameters
from portal.page_cache.triggers import CONTENT_MODELS, NOT_CONTENT, TRIGGER, content_tables, sync
from portal.page_cache.wsgi import PageCache
from portal.pages.models import HomePage
from tests.portal.page_cache.test_wsgi import Visitor
from tests.waiting import PATIENCE_SECONDS, comes, until


def tables_with_trigger() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname=%s", [TRIGGER])
        return {name for (name,) in cursor.fetchall()}


def settle(version: ContentVersion) -> None:
    """Let the news of what a fixture wrote come in."""
    before = None
    while before != version.current:
        before = version.current
        time.sleep(0.3)


@pytest.fixture
def listening() -> Iterator[ContentVersion]:
    version = ContentVersion(alive_seconds=0.1)
    version.start()
    until(lambda: version.current is not None)
    yield version
    version.stop()


@pytest.fixture
def news(db: None, listening: ContentVersion) -> ContentVersion:
    return listening


@pytest.fixture
def heard(news: ContentVersion) -> Callable[..., bool]:
    """Whether a statement of another session is announced. A trigger needs no row to change."""

    def listen(statement: str, within: float = PATIENCE_SECONDS) -> bool:
        before = news.current
        with psycopg.connect(**_parameters()) as session:
            session.execute(statement)
        return comes(lambda: news.current != before, within)

    return listen


@pytest.mark.django_db
def test_every_content_table_has_its_trigger() -> None:
    assert set(content_tables()) == tables_with_trigger()


@pytest.mark.django_db
def test_a_table_that_is_content_no_more_loses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    label = Municipality._meta.label_lower
    monkeypatch.setattr("portal.page_cache.triggers.NOT_CONTENT", NOT_CONTENT | {label})
    sync()
    assert Municipality._meta.db_table not in tables_with_trigger()


def test_named_models_exist() -> None:
    known = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert known >= CONTENT_MODELS | NOT_CONTENT


CONTENT = "UPDATE ozg_catalog_municipality SET note = note WHERE false"


def test_a_commit_is_heard(heard: Callable[..., bool]) -> None:
    assert heard(CONTENT)


def test_what_is_rolled_back_is_not_heard(heard: Callable[..., bool]) -> None:
    assert not heard(f"{CONTENT}; ROLLBACK", within=0.3)


@pytest.mark.parametrize("table", ["portal_ratewindow", "portal_schedulerun", "guestreg_visit"])
def test_what_requests_write_is_not_content(heard: Callable[..., bool], table: str) -> None:
    assert not heard(f"DELETE FROM {table} WHERE false", within=0.3)


def test_a_lost_connection_stops_answers_from_memory(news: ContentVersion) -> None:
    before = news.current
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'portal page cache' AND datname = current_database()"
        )
    until(lambda: news.current is None)
    until(lambda: news.current is not None)
    assert news.current != before


@pytest.fixture
def committed(transactional_db: None, listening: ContentVersion) -> ContentVersion:
    return listening


@pytest.fixture
def home(committed: ContentVersion) -> HomePage:
    locale, _created = Locale.objects.get_or_create(language_code="de")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    page = HomePage(title="Altenburg", slug="start-probe", locale=locale)
    root.add_child(instance=page)
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=page, is_default_site=True)
    return page


@pytest.fixture
def visitor(committed: ContentVersion, home: HomePage) -> Visitor:
    settle(committed)
    return Visitor(PageCache(WSGIHandler(), committed))


def visit(visitor: Visitor, path: str = "/") -> str:
    server = {"SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.input": BytesIO()}
    return visitor.get(path, HTTP_HOST="testserver", **server).decode()


def test_published_title_is_seen_at_once(
    visitor: Visitor, home: HomePage, committed: ContentVersion
) -> None:
    assert "Altenburg" in visit(visitor)
    before = committed.current
    home.title = "Skatstadt"
    home.save_revision().publish()
    until(lambda: committed.current != before)
    assert "Skatstadt" in visit(visitor)


def test_home_page_is_answered_from_memory(
    visitor: Visitor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = visit(visitor)
    with django_assert_num_queries(0):
        assert visit(visitor) == first


def test_a_form_is_never_kept(visitor: Visitor) -> None:
    assert "csrfmiddlewaretoken" in visit(visitor, "/barriere-melden/")
    assert "ETag" not in visitor.headers


def test_listener_takes_the_password_file_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded server asks for a password, and only the file knows it."""
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"passfile": "/there/passwords"})
    assert _parameters()["passfile"] == "/there/passwords"


def test_what_readers_leave_behind_voids_no_page() -> None:
    """A search or an answer of one visitor must not cost all others their pages."""
    assert {"services_querycount", "services_feedback"}.isdisjoint(content_tables())
