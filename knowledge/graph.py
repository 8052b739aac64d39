"""One way to make and to run a text model: a tokenizer and an ONNX graph in a folder.

`export` needs torch and onnx and runs while building; `Graph` needs onnxruntime and tokenizers only, and serves.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.errors import GraphError

if TYPE_CHECKING:
    import torch

GRAPH = "graph.onnx"
TOKENIZER = "tokenizer.json"
OPSET = 17
INPUTS = ["input_ids", "attention_mask"]
PAIR_INPUTS = [*INPUTS, "token_type_ids"]
MAX_TOKENS = 128


def export(
    module: torch.nn.Module, tokenizer_file: Path, folder: Path, *, int8: bool = True, inputs: Sequence[str] = INPUTS
) -> None:
    """Write `module` and its tokenizer to `folder` as `graph.onnx` and `tokenizer.json`.

    `module` maps `inputs` (int64 [n, t] each) to float32 [n, d]; n and t stay free in the graph. With
    `int8` the weights of its matrix products are quantised and activations are quantised as they come (onnxruntime's
    dynamic quantisation). Files appear whole or not at all. Raises GraphError if the tokenizer cannot be read."""
    _read_tokenizer(tokenizer_file)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as scratch:
        graph = Path(scratch, "float.onnx")
        _trace(module, graph, inputs)
        if int8:
            graph = _quantise(graph, Path(scratch, "int8.onnx"))
        shutil.copyfile(tokenizer_file, Path(scratch, TOKENIZER))
        Path(scratch, TOKENIZER).replace(folder / TOKENIZER)
        graph.replace(folder / GRAPH)


def _trace(module: torch.nn.Module, target: Path, inputs: Sequence[str]) -> None:
    import torch

    ids = torch.ones((2, 8), dtype=torch.int64)
    axes = {name: {0: "n", 1: "t"} for name in inputs} | {"output": {0: "n"}}
    was_training = module.training
    module.eval()
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer warns of its own deprecation and of shapes it holds constant
            torch.onnx.export(
                module,
                tuple(torch.ones_like(ids) for _ in inputs),
                str(target),
                input_names=list(inputs),
                output_names=["output"],
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,  # the newer exporter needs onnxscript, and this one's graphs quantise well
            )
    finally:
        module.train(was_training)


def _quantise(source: Path, target: Path) -> Path:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    # A scale for each output channel: without, MiniLM's vectors fall to a mean cosine of 0.95 from the float model's;
    # with, 0.994. Unsigned weights measured the same as signed, and do not saturate on a CPU without VNNI.
    prepared = target.with_name("prepared.onnx")
    root, level = logging.getLogger(), logging.getLogger().level
    root.setLevel(logging.ERROR)  # the quantiser logs advice to the root logger
    try:
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(target), weight_type=QuantType.QUInt8, per_channel=True)
    finally:
        root.setLevel(level)
    return target


class Graph:
    """A text model ready to run: texts in, float32 [n, d] out. Safe to call from several threads."""

    def __init__(self, tokenizer: Tokenizer, session: onnxruntime.InferenceSession) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self._pairs = len(session.get_inputs()) == len(PAIR_INPUTS)
        self._dimensions = len(self._row(("",)))  # the tracer leaves some graphs' width as an expression

    @classmethod
    def load(cls, folder: Path, max_tokens: int = MAX_TOKENS) -> Graph:
        """The model that `export` wrote to `folder`, on one thread. Longer texts are cut at `max_tokens`.

        Raises GraphError, naming the file, if one is missing or cannot be read."""
        tokenizer = _read_tokenizer(folder / TOKENIZER)
        tokenizer.enable_truncation(max_tokens)
        tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        file = folder / GRAPH
        if not file.is_file():
            raise GraphError(f"{file} is missing")
        try:
            session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors share no base class below Exception
            raise GraphError(f"{file} is no graph that onnxruntime can run") from error
        names = [given.name for given in session.get_inputs()]
        if names not in (INPUTS, PAIR_INPUTS):
            raise GraphError(f"{file} does not take {' and '.join(INPUTS)}")
        return cls(tokenizer, session)

    @property
    def dimensions(self) -> int:
        """The d of the vectors."""
        return self._dimensions

    def __call__(self, texts: Sequence[str | tuple[str, str]]) -> NDArray[np.float32]:
        """One row a text, or a pair of texts, in the order given: float32 [n, d].

        Each text runs alone. The int8 graph scales its activations by all that is in a batch, so in company a text's
        row would move (cosine down to 0.98) while alone it is the same each time; and on one thread a batch of 32 was
        no faster (1.0 against 1.2 ms for a question, 2.3 against 2.0 ms for a product's text)."""
        rows = [self._row((text,) if isinstance(text, str) else text) for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimensions), dtype=np.float32)

    def _row(self, parts: Sequence[str]) -> NDArray[np.float32]:
        read = self._tokenizer.encode(*map(_clean, parts))
        ids = np.array([read.ids or [0]], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        if self._pairs:
            given["token_type_ids"] = np.array([read.type_ids or [0]], dtype=np.int64)
        row: NDArray[np.float32] = self._session.run(None, given)[0][0]
        return row


def _clean(text: str) -> str:
    """Lone surrogates, which JSON can carry, have no UTF-8 form: the tokenizer would raise on them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _read_tokenizer(file: Path) -> Tokenizer:
    if not file.is_file():
        raise GraphError(f"{file} is missing")
    try:
        return Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises bare Exception
        raise GraphError(f"{file} is no tokenizer that can be read") from error
