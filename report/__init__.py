"""Panhuo (盘活): from files under data/ to a searchable, citable static site.

The rooms stand on floors and imports go down only (tests/test_floors.py):
0 model, period, moment, table, content, whole_blocks
1 wording, measures, figures, commitments, releases, ledger, checks, verify
2 returns, read, charts, tables, prose, cache · 3 pages · 4 exports · 5 site, readback · 6 publish · 7 live
"""
