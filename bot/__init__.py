"""Rasa's side of Aisle: components of the graph, the channel to the service, the domain."""
