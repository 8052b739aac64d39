"""The public server: it owns the conversations and is the only process that faces the internet."""
