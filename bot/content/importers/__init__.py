"""One small module per source; each yields `bot.films.records`."""
