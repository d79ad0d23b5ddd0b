"""Quarterly returns: the form as data, and reading a return into values that know their file, sheet and cell.

In the order of reading: folders finds the files and asks packed whether one was read before. Of a workbook container
looks at the parts, scan at the XML of each sheet, looks at formats and marks, book joins that; calamine reads the
values into a grid. Of CSV separated makes the grid. sheets, or longform, finds the table by layout and words;
numerals, by number_formats, reads each cell as it is seen; units knows in which it is counted, and converts nothing.
entries are the nouns that come of it, record is release.yml, form and ratios say what a return is made of. forms_out
and marked write workbooks for people.
"""

from __future__ import annotations

import os

# Feeds bring lxml along, beside which openpyxl writes other bytes; this is read when openpyxl is imported.
os.environ["OPENPYXL_LXML"] = "False"
