"""XZuFi 2.2.0 and 2.3.1: transfer messages in, transfer messages out."""

from collections.abc import Iterator
from pathlib import Path

from services.exchange.base import Format, Item, Message, Progress
from services.exchange.contrib.xzufi import files, reader


class Xzufi(Format):
    name = "xzufi"

    def messages(self, source: str, shown: Progress) -> tuple[list[Message], bool]:
        return files.messages(Path(source))

    def items(self, message: Message) -> Iterator[Item]:
        with files.opened(message.path) as stream:
            yield from reader.read(stream)
