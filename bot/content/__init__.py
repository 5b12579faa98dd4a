"""Where content comes from: packs, and what is made of them."""
