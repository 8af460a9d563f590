from typing import Any

from wagtail import fields


class StreamField(fields.StreamField):
    """Keeps block definitions out of migrations: a new block is not a new database schema."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
