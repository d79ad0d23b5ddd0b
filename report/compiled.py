"""Templates as Jinja compiled them, kept between builds: to compile ours and Material's takes half a second."""

from __future__ import annotations

from collections.abc import MutableMapping

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Compiled templates in a cache of ours. Jinja itself checks the source of each, and the versions."""

    def __init__(self, kept: MutableMapping[str, bytes]) -> None:
        self.kept = kept

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self.kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()
