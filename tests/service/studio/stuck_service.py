"""`python -m tests.service.studio.stuck_service STEP SETTINGS`: publishes the draft and stops for ever at one step,
to be killed there. Says `stuck` when it has come so far."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from pathlib import Path
from typing import Any

from service.models import Base
from service.rasa import RasaClient
from service.settings import ServiceSettings
from service.staff.accounts import Staff
from service.studio.room import StudioRoom
from shop.store import Store
from studio import checkout
from studio.releases import model_archive
from studio.repository import Repository
from tests.service.harness import until
from tests.service.studio.test_releases import TRAINER

PIA = Staff("pia", "pia@shop.example", "Pia", frozenset({"publisher"}), (), (), 5, "away", {})


def stuck(*_: Any, **__: Any) -> Any:
    print("stuck", flush=True)
    threading.Event().wait()


def arrange(step: str, room: StudioRoom) -> None:
    room.train_command = TRAINER
    if step == "training":
        room.train_command = [*TRAINER, "--seconds", "600"]
    elif step == "checking":
        model_archive.model_id = stuck  # type: ignore[assignment]
    elif step == "before the commit":
        Repository.publish = stuck  # type: ignore[method-assign]
    elif step == "commit":
        checkout._replace = stuck  # type: ignore[assignment]  # the branch has moved, no file has been written
    elif step == "archive":
        put = model_archive.put

        def half(*given: Any) -> None:
            model_archive._whole = stuck  # type: ignore[assignment]
            put(*given)

        model_archive.put = half  # type: ignore[assignment]
    elif step == "swap":
        room.rasa.load = lambda slot, *_: asyncio.sleep(0) if slot == "next" else stuck()  # type: ignore[method-assign]


async def main(step: str, settings: ServiceSettings) -> None:
    store = Store(settings.database_url)
    store.create_tables(Base)
    rasa = RasaClient(settings.rasa_url, settings.rasa_token, settings.languages)
    await rasa.open()
    room = StudioRoom(store, rasa, settings)
    arrange(step, room)
    room.releases.open()
    await until(lambda: room.releases._lock)
    await room.releases.publish(PIA, "More words for parcels")
    workplace = settings.var / "studio" / "releases"
    if step == "training":
        await until(lambda: any(workplace.glob("*/training.pid")), 20)
        print("stuck", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    given = json.loads(sys.argv[2])
    paths = {name: Path(given.pop(name)) for name in ("var", "repository", "model")}
    asyncio.run(main(sys.argv[1], ServiceSettings(**given, **paths)))
