"""Panhuo (盘活): from files under data/ to a searchable, citable static site.

The rooms stand on floors and imports go down only (tests/test_floors.py):
0 model, period, content · 1 wording, measures, commitments, checks · 2 returns, read, charts, tables, cache
3 pages · 4 exports · 5 site, readback · 6 publish · 7 live
"""
