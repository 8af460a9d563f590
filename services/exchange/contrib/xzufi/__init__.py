"""XZuFi 2.2.0 and 2.3.1: transfer messages in, transfer messages out."""

from collections.abc import Iterator
from pathlib import Path

from services.exchange.base import Item, Message
from services.exchange.contrib.xzufi import files, reader


class Xzufi:
    name = "xzufi"

    def messages(self, path: Path) -> tuple[list[Message], bool]:
        return files.messages(path)

    def items(self, message: Message) -> Iterator[Item]:
        with files.opened(message.path) as stream:
            yield from reader.read(stream)
