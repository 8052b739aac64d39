"""Rasa without TensorFlow, for a server whose model needs none.

Rasa imports TensorFlow for components that this server never builds: 380 MB and seven seconds of its start. Here the
names it takes from there are empty classes, good to inherit from and to annotate with, and for nothing else: whoever
calls one gets an error that says so. A model that has a component of TensorFlow's is served with the real one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_PACKAGES = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})
# of Rasa's own components, those that run without
_PLAIN = {
    "AugmentedMemoizationPolicy",
    "EntitySynonymMapper",
    "FallbackClassifier",
    "KeywordIntentClassifier",
    "MemoizationPolicy",
    "RegexEntityExtractor",
    "RegexMessageHandler",
    "RulePolicy",
}
_MACHINERY = ("rasa.graph_components.", "rasa.core.policies.ensemble.")


class _Nothing(type):
    """Every attribute of an absent class is another one."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(name, (Absent,), {})


class Absent(metaclass=_Nothing):
    """What stands for anything of TensorFlow. May decorate and be inherited from; may not be used."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]  # a decorator with arguments
        raise RuntimeError("this server runs without TensorFlow: its model needed none when it was loaded")


class _AbsentModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(name, (Absent,), {})


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        return ModuleSpec(name, self, is_package=True) if name.split(".")[0] in _PACKAGES else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def suffices_for(metadata: Mapping[str, Any]) -> bool:
    """Whether every component of the model is ours or known to need no TensorFlow. `metadata`: of its archive."""
    nodes = metadata["predict_schema"]["nodes"].values()
    return all(_plain(node["uses"]) for node in nodes)


def _plain(component: str) -> bool:
    return component.startswith(("bot.", *_MACHINERY)) or component.rpartition(".")[2] in _PLAIN


def is_installed() -> bool:
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)


def install() -> None:
    """Before Rasa is imported. Raises RuntimeError where TensorFlow is there already."""
    if "tensorflow" in sys.modules:
        raise RuntimeError("TensorFlow was imported before")
    sys.meta_path.insert(0, _Finder())
