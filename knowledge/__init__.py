"""Retrieval over questions and answers and products: passages, encoders, an index on disk, the build. Knows no Rasa."""
