"""The trivia game: questions, the rules of a round, its scores, and the judge of typed answers."""
