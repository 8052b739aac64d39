"""The demo shop's own data and logic. Imports nothing of the other packages."""
