"""What changed between two states of the project: cells, ranks and sentences, pages, downloads, charts."""
