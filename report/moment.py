"""Moments of release: a day and a minute of Beijing time, written 2025-01-20T09:30+08:00."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
FOREVER = datetime(9999, 12, 31, tzinfo=BEIJING)  # when all is out that ever will be
EXAMPLE = "2025-01-20T09:30+08:00"
_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:00)?\+08:00")


def parse(value: object) -> datetime:
    """Read what YAML makes of 2025-01-20T09:30+08:00: a text, or with seconds a datetime; ValueError otherwise."""
    if isinstance(value, datetime) and value.utcoffset() == timedelta(hours=8) and not value.second:
        return value.replace(microsecond=0).astimezone(BEIJING)
    if isinstance(value, str) and _FORM.fullmatch(value):
        with suppress(ValueError):  # no such day or hour
            return datetime.fromisoformat(value).astimezone(BEIJING)
    raise ValueError(f"{str(value)[:40]!r} is not a moment; write it like {EXAMPLE}")


def code(moment: datetime) -> str:
    """2025-01-20T09:30+08:00"""
    return moment.astimezone(BEIJING).isoformat(timespec="minutes")


def title(moment: datetime) -> str:
    """2025年1月20日 09:30"""
    here = moment.astimezone(BEIJING)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"


def day_of(moment: datetime) -> date:
    """The day in Beijing."""
    return moment.astimezone(BEIJING).date()


def start_of(day: date) -> datetime:
    """Midnight in Beijing, when *day* begins."""
    return datetime.combine(day, time(), BEIJING)
