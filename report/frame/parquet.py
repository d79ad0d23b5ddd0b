"""A machine file as Parquet: exact decimals, codes as dictionaries, and what each column holds written beside it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from report.frame.fields import FIELDS, NAMES, Field
from report.wording import MOST_DECIMALS

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS = 38  # of a decimal that every reader of Parquet knows
MORE_DIGITS = 76


def parquet(csv: bytes) -> bytes:
    """The rows of a CSV of ours, with the types of its columns; the same bytes for the same rows and libraries."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    types = {one.name: _type(one) for one in FIELDS}
    table = pc.read_csv(BytesIO(csv), convert_options=pc.ConvertOptions(column_types=types, strings_can_be_null=True))
    place = NAMES.index("value")
    table = table.set_column(place, "value", table["value"].cast(_decimal(table["value"])))
    schema = pa.schema([column.with_metadata(_said(one)) for column, one in zip(table.schema, FIELDS, strict=True)])
    file = BytesIO()
    pq.write_table(table.cast(schema), file, compression="zstd")
    return file.getvalue()


def _said(one: Field) -> dict[str, str]:
    return {"title": one.title, "title_en": one.title_en, "what": one.what, "what_en": one.what_en}


def _type(one: Field) -> pa.DataType:
    """A number is read as it is written, until it is known how many digits the longest has."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "code": pa.dictionary(pa.int32(), pa.string()),
        "day": pa.date32(),
        "number": pa.string(),
        "truth": pa.bool_(),
        "whole": pa.int64(),
    }
    return types[one.kind]


def _decimal(numbers: pa.ChunkedArray) -> pa.DataType:
    """With as many decimals as a value has, six at least, so that the type of the column seldom changes."""
    import pyarrow as pa

    parts = [text.lstrip("-").partition(".") for text in numbers.to_pylist() if text]
    whole = max((len(before) for before, _, _ in parts), default=0)
    scale = max((len(after) for _, _, after in parts), default=0)
    scale = max(scale, MOST_DECIMALS)
    return pa.decimal128(DIGITS, scale) if whole + scale <= DIGITS else pa.decimal256(MORE_DIGITS, scale)
