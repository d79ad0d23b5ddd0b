"""Official tables as offices print them → rows of data/tables: read, understood, shown; nothing guessed."""
