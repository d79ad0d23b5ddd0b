"""Panhuo (盘活): from files under data/ to a searchable, citable static site.

The rooms stand on floors. Imports go down only, never up and never sideways; tests/test_floors.py reads this list.
0 apart, halves, moment, order, period, compiled
1 model
2 address, forge, frame, plaintext, store, wording
3 charts, ledger, numbers
4 inputs, papers, sentences
5 returns, seals
6 checks, downloads, yearbook
7 audit, dataset, pages
8 compose, deliver, fetch, publish
9 changes
10 watch
11 commands
"""
