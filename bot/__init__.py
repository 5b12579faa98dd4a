"""Marquee: film facts, quotes, trivia and release countdowns on Discord."""
