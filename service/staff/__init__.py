"""People who work here: their accounts, how they get in, what they may do, and what they did."""
