"""What members meet: commands, components and cards. No SQL, no rules."""
