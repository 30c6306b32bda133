"""A program that writes into the log of an agent, and not at its end: it overwrites what the agent has written."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..')))

from core.stray_process import StrayProcess

PERIOD_SECONDS = 1.0


class LogScribbler:
    """Writes a line a second into the file that LOG_FILE names, from where that ended when it began."""

    def __init__(self):
        self._process = StrayProcess('LogScribbler')
        self._log = os.open(os.environ['LOG_FILE'], os.O_WRONLY)
        os.lseek(self._log, 0, os.SEEK_END)

    def run(self):
        """Write until the parent is gone."""
        self._write()
        self._process.run()

    def _write(self):
        os.write(self._log, b'a line of somebody else\n')
        self._process.loop.after(PERIOD_SECONDS, self._write)


if __name__ == '__main__':
    LogScribbler().run()
