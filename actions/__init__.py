"""Custom actions: where the bot touches the shop and the knowledge. One module a topic."""
