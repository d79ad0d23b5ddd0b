"""Quarterly returns from elsewhere: data/fetch.yml names the sources, the checks decide what comes in."""
