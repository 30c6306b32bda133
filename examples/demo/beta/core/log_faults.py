"""What an agent can do wrong with its log: write without end, write what is secret, and keep a deleted file open."""

import os

from .json_text import to_json
from .made_up import token
from .reports import timestamp

STDOUT = 1
MEBIBYTE = 1024 * 1024
# Enough to be noticed, little enough for a laptop.
FLOOD_BYTES = 64 * MEBIBYTE
DELETED_BYTES = 64 * MEBIBYTE
FLOOD_PERIOD_SECONDS = 0.25
LINE = b'{"level": "DEBUG", "message": "the same again, and again, and again, and again, and again"}\n'

# Faults of the log, which every agent can have.
LOG_FAULTS = ('log-flood', 'log-deleted', 'leak-log')


class LogFaults:
    """The faults of one agent's log. Its log is what stdout leads to, if that is a file."""

    def __init__(self, agent, loop):
        self._agent = agent
        self._loop = loop
        self._size_before = None
        self._left = 0
        self._leaking = None
        self._deleted = None

    def begin(self, fault, seconds):
        """Begin one of LOG_FAULTS; a leak comes every `seconds`."""
        if not self._is_file():
            return
        if fault == 'log-deleted':
            self._hold_deleted()
            return
        self._size_before = os.fstat(STDOUT).st_size
        if fault == 'log-flood':
            self._left = FLOOD_BYTES
            self._flood()
        else:
            # Named by an object of its own, so that a deadline of an earlier leak does not go on with this one.
            self._leaking = object()
            self._leak(self._leaking, seconds)

    def end(self):
        """End them all, and give the disk back what they took."""
        self._left = 0
        self._leaking = None
        if self._size_before is not None:
            os.ftruncate(STDOUT, self._size_before)
            self._size_before = None
        if self._deleted is not None:
            os.close(self._deleted)
            self._deleted = None

    def _flood(self):
        if self._left <= 0:
            return
        chunk = LINE * (MEBIBYTE // len(LINE))
        try:
            self._left -= os.write(STDOUT, chunk)
        except OSError:
            # The disk is full, which is as far as a flood gets.
            return
        self._loop.after(FLOOD_PERIOD_SECONDS, self._flood)

    def _leak(self, which, seconds):
        if self._leaking is not which:
            return
        line = {'timestamp': timestamp(), 'level': 'DEBUG', 'agent': self._agent, 'message': f'signs in with {token()}'}
        try:
            os.write(STDOUT, (to_json(line) + '\n').encode())
        except OSError:
            # A full disk takes no secrets.
            return
        self._loop.after(seconds, lambda: self._leak(which, seconds))

    def _hold_deleted(self):
        directory = os.path.dirname(os.readlink(f'/proc/self/fd/{STDOUT}'))
        path = os.path.join(directory, f'{self._agent}.debug.log')
        self._deleted = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        os.unlink(path)
        try:
            os.posix_fallocate(self._deleted, 0, DELETED_BYTES)
        except OSError:
            # The disk is too full: what could be taken is held.
            pass

    @staticmethod
    def _is_file():
        # stat(2): S_IFMT and S_IFREG.
        return os.fstat(STDOUT).st_mode & 0o170000 == 0o100000
