"""Columns of a sheet as spreadsheets call them: A, B … Z, AA …"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=512)
def letters(number: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@lru_cache(maxsize=512)
def number_of(text: str) -> int:
    """A → 1, AA → 27, XFD → 16384; ValueError for what is no column."""
    number = 0
    for letter in text:
        if not "A" <= letter <= "Z":
            raise ValueError(f"{text!r} is no column")
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= 16_384:
        raise ValueError(f"{text!r} is no column")
    return number
