"""What goes wrong in `knowledge`: one tree."""

from __future__ import annotations


class KnowledgeError(Exception):
    """The root: catch this to catch them all. The message is for an operator, never for a shopper."""


class GraphError(KnowledgeError):
    """A model's folder lacks a file, or holds one that cannot be read."""
