"""The environment that all processes of one machine share: where they listen, and the secrets between them."""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

_PORTS = {"AISLE_PORT": 8080, "AISLE_RASA_PORT": 5005, "AISLE_ACTIONS_PORT": 5055}
_SECRETS = ("AISLE_SECRET", "AISLE_IDENTITY_SECRET", "AISLE_RASA_TOKEN", "AISLE_ACTIONS_TOKEN")


def shared(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` completed: what is set stays, secrets come from `secrets.env` in AISLE_VAR (written at first use)."""
    var = Path(environ.get("AISLE_VAR", "var"))
    given = {**_kept_secrets(var / "secrets.env"), **environ}
    ports = {name: given.get(name, str(port)) for name, port in _PORTS.items()}
    rasa, actions = given.get("AISLE_RASA_HOST", "127.0.0.1"), given.get("AISLE_ACTIONS_HOST", "127.0.0.1")
    defaults = {
        "AISLE_VAR": str(var),
        **ports,
        "AISLE_RASA_URL": f"http://{rasa}:{ports['AISLE_RASA_PORT']}",
        "AISLE_ACTIONS_URL": f"http://{actions}:{ports['AISLE_ACTIONS_PORT']}/webhook",
        "AISLE_TRACKER_DB": str(var / "tracker.db"),
        "HF_HUB_OFFLINE": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # two cores run three processes: one thread each, or they wait for one another
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return {**defaults, **given}


def _kept_secrets(file: Path) -> dict[str, str]:
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = [f"{name}={secrets.token_hex(32)}\n" for name in _SECRETS]
        lines.append(f"AISLE_API_KEYS=demo:{secrets.token_hex(16)}\n")
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.writelines(lines)
    return {name: value for name, value in dotenv_values(file).items() if value is not None}


if __name__ == "__main__":  # for a shell: `source <(python -m ops.environment)`
    for name, value in shared(os.environ).items():
        if name not in os.environ:
            print(f"{name}={shlex.quote(value)}")
