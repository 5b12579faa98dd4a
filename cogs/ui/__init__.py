"""What the cogs share: the card, the buttons, the film option, the permission checks."""
