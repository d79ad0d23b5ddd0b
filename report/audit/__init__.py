"""The finished site looked at as its readers see it: links, stated facts, cited figures, downloads,
sealed pages, and what inspectors of government sites look for.
"""
