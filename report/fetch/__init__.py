"""Quarterly returns from elsewhere: data/fetch.yml names the sources, the forty checks decide what comes in."""
