"""Understanding without Rasa: what the graph components and the studio both call."""
