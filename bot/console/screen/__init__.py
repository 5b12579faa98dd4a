"""The console as a screen: a channel with cards, a composer, and a switch between members."""
