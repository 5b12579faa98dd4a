"""What is known about films and the people who make them. Imports no Discord, no SQL, no scheduler."""
