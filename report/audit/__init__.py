"""The finished site looked at as its readers see it: links, stated facts, downloads, sealed pages."""
