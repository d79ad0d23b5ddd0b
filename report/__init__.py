"""Panhuo (盘活): from files under data/ to a searchable, citable static site.

The rooms stand on floors and imports go down only (tests/test_floors.py):
0 model, period, moment, table, content, halves, cache, built, whole_blocks
1 wording, measures, figures, commitments, releases, ledger, checks, links, verify
2 returns, read, charts, tables, prose · 3 pages, fetch · 4 exports, manifest · 5 site, quarterly, readback
6 publish, delivery, forge · 7 live, changes, watch · 8 commands
"""
