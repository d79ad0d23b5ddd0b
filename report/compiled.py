"""Templates as Jinja compiled them, kept between builds: to compile ours and Material's takes half a second."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import MutableMapping

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Compiled templates in a cache of ours. Jinja itself checks the source of each, and the versions."""

    def __init__(self, kept: MutableMapping[str, str]) -> None:
        self.kept = kept

    def load_bytecode(self, bucket: Bucket) -> None:
        if (text := self.kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(b64decode(text))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = b64encode(bucket.bytecode_to_string()).decode()
