"""Panhuo (盘活): from files under data/ to a searchable, citable static site.

The rooms stand on floors and imports go down only (tests/test_floors.py):
0 model, period · 1 wording, measures, checks · 2 read, charts, cache · 3 pages, exports · 4 site · 5 publish · 6 live
"""
