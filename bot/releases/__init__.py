"""Release dates and what counts down to them. Imports no Discord, no SQL, no scheduler."""
