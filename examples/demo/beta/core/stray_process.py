"""A process that is no agent, for faults that need one: it lives as long as its parent."""

import os

from .loop import Loop
from .reports import Reports

STDIN = 0


class StrayProcess:
    """One loop that ends with the parent. What the process does is hung into `loop` before `run`."""

    def __init__(self, name):
        self.loop = Loop()
        self._reports = Reports(name)

    def run(self, taken=()):
        """Tell the parent that all is in place, but for the ports in `taken`, and go on until it is gone."""
        self.loop.watch(STDIN, self._read_stdin)
        self._reports.tell({'event': 'ports', 'taken': list(taken)})
        self.loop.run()

    @staticmethod
    def _read_stdin():
        if not os.read(STDIN, 4096):
            raise SystemExit(0)
