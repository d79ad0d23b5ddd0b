"""The machine files: every value that is out as one tidy frame, and the files that programs read, all made of it.

In a notebook: ``from report.frame import observations``. What a column holds stands in `fields`, and with it in every
schema and dictionary of the site.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from report.dataset import read
from report.frame.tidy import frame, of_figures, of_quarter, of_tables
from report.inputs import Inputs
from report.moment import BEIJING
from report.numbers.embargo import released
from report.numbers.returned import Figures
from report.seals import verdict

if TYPE_CHECKING:
    import pandas as pd


def observations(project: Path | str = ".", data: Path | None = None, now: datetime | None = None) -> pd.DataFrame:
    """All that is out at *now*, by default this minute: returns, then official tables, then cited figures.

    A row a value, with the columns of `FIELDS` and the types of `TYPES`. *data*: a folder of other returns, such as
    examples/programme/data. DataError where the data are not fit.
    """
    inputs = Inputs(Path(project), data)
    dataset = released(read(inputs), now or datetime.now(BEIJING))
    figures, editions = Figures(dataset), verdict.shelf(inputs, dataset).editions
    returned = (row for quarter in dataset.returns for row in of_quarter(figures, quarter, editions[quarter]))
    return frame([*returned, *of_tables(dataset), *of_figures(dataset)])
