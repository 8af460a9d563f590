"""Loads what every test run needs before its first test."""

pytest_plugins = [
    "portal.postgres.pytest_plugin",
    "tests.browser",
    "tests.scheduling",
    "tests.site_plugin",
]
