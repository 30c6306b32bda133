"""Clients of an agent in one process: they connect to its service port one after the other and stay."""

import os
import sys
from _socket import AF_INET, SOCK_STREAM, socket

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..')))

from core.stray_process import StrayProcess

# Few enough for the usual limit of 1024 descriptors, and for the queue of a listener (4096).
MOST_CALLS = 960


class Caller:
    """Calls CALLED_PORT every CALL_MILLISECONDS."""

    def __init__(self):
        self._process = StrayProcess('Caller')
        self._address = (os.environ.get('AGENT_HOST', '127.0.0.1'), int(os.environ['CALLED_PORT']))
        self._seconds = float(os.environ['CALL_MILLISECONDS']) / 1000
        self._calls = []

    def run(self):
        """Call until there are calls enough, and hold them until the parent is gone."""
        self._call()
        self._process.run()

    def _call(self):
        call = socket(AF_INET, SOCK_STREAM)
        call.setblocking(False)
        self._calls.append(call)
        try:
            call.connect(self._address)
        except OSError:
            # EINPROGRESS; or refused, when the agent has just gone.
            pass
        if len(self._calls) < MOST_CALLS:
            self._process.loop.after(self._seconds, self._call)


if __name__ == '__main__':
    Caller().run()
