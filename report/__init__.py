"""Panhuo (盘活): from files under data/ to a searchable, citable static site.

The rooms stand on floors. Imports go down only, never up and never sideways; tests/test_floors.py reads this list.
0 aloud, halves, moment, order, period, braces, compiled
1 apart, model
2 address, disk, forge, plaintext, store, wording
3 charts, english, ledger, numbers
4 inputs, papers, sentences
5 returns, seals
6 checks, downloads, yearbook
7 audit, dataset, pages
8 deliver, fetch, findable, frame, publish
9 compose
10 changes
11 watch
12 commands
"""
