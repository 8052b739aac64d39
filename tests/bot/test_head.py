from pathlib import Path

import numpy as np

from bot.nlu.head import LinearHead, softmax


def clusters(intents: int) -> tuple[np.ndarray, list[str]]:
    random = np.random.default_rng(3)
    centres = random.normal(size=(intents, 16))
    labels = [f"intent_{i % intents}" for i in range(intents * 20)]
    points = np.stack([centres[i % intents] + random.normal(scale=0.2, size=16) for i in range(intents * 20)])
    return points.astype(np.float32), labels


def test_learns_clusters_and_survives_a_file(tmp_path: Path) -> None:
    for intents in (2, 5):
        points, labels = clusters(intents)
        LinearHead.fit(points, labels).save(tmp_path / "head.npz")
        head = LinearHead.load(tmp_path / "head.npz")
        assert [head.labels[row] for row in head.logits(points).argmax(1)] == labels


def test_softmax_stands_large_logits() -> None:
    rows = softmax(np.array([[1000.0, 0.0], [0.0, 0.0]], dtype=np.float32))
    np.testing.assert_allclose(rows, [[1, 0], [0.5, 0.5]])
