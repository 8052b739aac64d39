"""Training data, answers and words in and out of the studio: CSV and Rasa YAML, with a report first."""
