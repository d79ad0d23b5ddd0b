"""From a built site to its readers: which commit it is, deploying it whole or not at all, checking it where it is."""
