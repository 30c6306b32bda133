"""What an agent says about itself: log lines on stdout, and events to the parent that wants them.

A parent that wants events names the number of a pipe's descriptor in AGENT_REPORT_FD.
"""

import os
from time import localtime, strftime, time

from .json_text import to_json


def timestamp():
    """Local time as datetime.isoformat() writes it, to the microsecond."""
    now = time()
    return strftime('%Y-%m-%dT%H:%M:%S', localtime(now)) + f'.{int(now % 1 * 1_000_000):06d}'


class Reports:
    """Log and events of one agent."""

    def __init__(self, agent):
        self._agent = agent
        fd = os.environ.get('AGENT_REPORT_FD', '')
        self._parent = int(fd) if fd.isdigit() else None

    def log(self, level, message):
        """One JSON line, the form the other tools of the fleet read."""
        line = {'timestamp': timestamp(), 'level': level, 'agent': self._agent, 'message': message}
        self._write(1, line)

    def tell(self, event):
        """One event to the parent."""
        if self._parent is not None:
            self._write(self._parent, event)

    @staticmethod
    def _write(fd, line):
        try:
            os.write(fd, (to_json(line) + '\n').encode())
        except OSError:
            # A full disk or a parent that is gone must not end the agent.
            pass
