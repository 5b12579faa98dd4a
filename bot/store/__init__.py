"""The only SQL: the catalogue (what is known) and the guilds database (what happened)."""
