"""The kinds of chart: each is a module of this room, called what the model calls it, with a KIND in it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from report.charts.kind import Kind
from report.model import ChartKind

KINDS: Mapping[ChartKind, Kind] = {kind: import_module(f"report.charts.{kind}").KIND for kind in ChartKind}
