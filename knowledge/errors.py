"""What goes wrong in `knowledge`: one tree."""

from __future__ import annotations


class KnowledgeError(Exception):
    """The root: catch this to catch them all. The message is for an operator, never for a shopper."""


class GraphError(KnowledgeError):
    """A model's folder lacks a file, or holds one that cannot be read."""


class EncoderError(KnowledgeError):
    """An encoder is not there, is not the one that was exported, or has no such name."""


class PassageError(KnowledgeError):
    """A passage lacks a field, has one of the wrong kind, or shares its id with another."""


class FaqError(PassageError):
    """The FAQ files cannot be used as they are. The message names each file and entry, a line for each fault."""


class SynonymsError(KnowledgeError):
    """The file of synonyms cannot be used as it is. The message names each group, a line for each fault."""


class IndexMissing(KnowledgeError):
    """There is no index folder yet: build one."""


class IndexCorrupt(KnowledgeError):
    """The index folder is not what its manifest says, or was built for other encoders: build it again."""
