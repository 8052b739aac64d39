"""`python -m bench.resident MODEL TEST`: memory of a rasa server that has loaded MODEL and parsed the messages of TEST.

Prints MB resident. A process of its own, since training leaves much behind; the server is `python -m bot`'s."""

from __future__ import annotations

import argparse
import asyncio
import logging
from pathlib import Path

import psutil

from bench.labelled import read
from bot import without_tensorflow
from bot.nlu import archive

_MESSAGES = 200


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.resident")
    parser.add_argument("model", type=Path)
    parser.add_argument("test", type=Path)
    options = parser.parse_args()
    if without_tensorflow.suffices_for(archive.check(options.model)):
        without_tensorflow.install()
    from rasa.core.agent import Agent
    from rasa.core.run import configure_app
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    app = configure_app(enable_api=True)
    app.ctx.agent = Agent.load(str(options.model))

    async def parse() -> None:
        for text, _ in read(options.test)[:_MESSAGES]:
            await app.ctx.agent.parse_message(text)

    asyncio.run(parse())
    print(f"{psutil.Process().memory_info().rss / 2**20:.0f}")


if __name__ == "__main__":
    main()
