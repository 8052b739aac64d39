"""The live desk: which agent holds a conversation, what agents see of it, and what they do with it."""
