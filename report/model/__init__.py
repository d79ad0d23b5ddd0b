"""The nouns: frozen values that every room shares. No logic beyond what a noun says about itself."""

from report.model.dataset import Dataset
from report.model.problem import ERROR, INFO, LEVELS, WARNING, DataError, Place, Problem, Refusal
from report.model.release import Announcement, Edition, Publication, Redirect, Revision
from report.model.site import Artifact, LaidAway, Page, Site
from report.model.statistics import (
    Document,
    Fact,
    Indicator,
    KnownError,
    Milestone,
    Observation,
    Region,
    RegionKind,
    Scope,
    Source,
    Span,
    Subject,
    Symbol,
)
from report.model.table import MARKED, Cell, Chart, ChartKind, Column, Row, Table

__all__ = [
    "ERROR",
    "INFO",
    "LEVELS",
    "MARKED",
    "WARNING",
    "Announcement",
    "Artifact",
    "Cell",
    "Chart",
    "ChartKind",
    "Column",
    "DataError",
    "Dataset",
    "Document",
    "Edition",
    "Fact",
    "Indicator",
    "KnownError",
    "LaidAway",
    "Milestone",
    "Observation",
    "Page",
    "Place",
    "Problem",
    "Publication",
    "Redirect",
    "Refusal",
    "Region",
    "RegionKind",
    "Revision",
    "Row",
    "Scope",
    "Site",
    "Source",
    "Span",
    "Subject",
    "Symbol",
    "Table",
]
