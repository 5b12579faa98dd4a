"""One small module per source; each yields `bot.content.records`."""
