"""What an agent can do wrong with its log: write without end, and keep a file open that was deleted."""

import os

STDOUT = 1
MEBIBYTE = 1024 * 1024
# Enough to be noticed, little enough for a laptop.
FLOOD_BYTES = 64 * MEBIBYTE
DELETED_BYTES = 64 * MEBIBYTE
FLOOD_PERIOD_SECONDS = 0.25
LINE = b'{"level": "DEBUG", "message": "the same again, and again, and again, and again, and again"}\n'

# Faults of the log, which every agent can have.
LOG_FAULTS = ('log-flood', 'log-deleted')


class LogFaults:
    """The faults of one agent's log. Its log is what stdout leads to, if that is a file."""

    def __init__(self, agent, loop):
        self._agent = agent
        self._loop = loop
        self._size_before = None
        self._left = 0
        self._deleted = None

    def begin(self, fault):
        """Begin one of LOG_FAULTS."""
        if not self._is_file():
            return
        if fault == 'log-flood':
            self._size_before = os.fstat(STDOUT).st_size
            self._left = FLOOD_BYTES
            self._flood()
        else:
            self._hold_deleted()

    def end(self):
        """End them all, and give the disk back what they took."""
        self._left = 0
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
