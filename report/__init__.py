"""Panhuo (盘活): from files under data/ to a searchable, citable static site.

The rooms stand on floors and imports go down only (tests/test_floors.py):
0 model, period, content, halves · 1 wording, measures, commitments, checks, links · 2 returns, read, charts, cache
3 pages, exports · 4 site · 5 publish · 6 live
"""
