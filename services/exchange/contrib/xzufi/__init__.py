"""XZuFi 2.2.0 and 2.3.1: transfer messages in, transfer messages out."""

from collections.abc import Iterator
from pathlib import Path

from services.exchange.base import Format, Item, Message, Progress
from services.exchange.contrib.xzufi import files, reader

# From here on a message is committed in parts.
LARGE = 32 * 1024**2


class Xzufi(Format):
    name = "xzufi"

    def messages(self, source: str, shown: Progress) -> tuple[list[Message], bool]:
        return files.messages(Path(source))

    def is_large(self, message: Message) -> bool:
        packed = 10 if message.path.suffix == ".gz" else 1
        return message.path.stat().st_size * packed >= LARGE

    def items(self, message: Message) -> Iterator[Item]:
        with files.opened(message.path) as stream:
            yield from reader.read(stream)
