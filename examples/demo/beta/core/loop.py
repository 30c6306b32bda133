"""One epoll loop: the process sleeps in epoll_wait(2) until a socket, its stdin or a deadline calls it.

Neither asyncio nor selectors is used: both bring modules that cost more memory than the agent itself, and there
are many agents on a machine.
"""

from select import EPOLLIN, EPOLLOUT, epoll
from time import monotonic


class Loop:
    """Calls back on readable and writable file descriptors and at deadlines."""

    def __init__(self):
        self._epoll = epoll()
        self._handlers = {}
        self._deadlines = []

    def watch(self, fd, handler):
        """Call `handler()` whenever `fd` can be read, has hung up, or can be written after `watch_writable`."""
        self._epoll.register(fd, EPOLLIN)
        self._handlers[fd] = handler

    def watch_writable(self, fd, wanted):
        """Also call the handler of `fd` when it can be written, or no longer."""
        self._epoll.modify(fd, EPOLLIN | EPOLLOUT if wanted else EPOLLIN)

    def pause(self, fd):
        """Keep the handler of `fd` but stop calling it."""
        self._epoll.unregister(fd)

    def resume(self, fd):
        """Call the handler of `fd` again."""
        self._epoll.register(fd, EPOLLIN)

    def forget(self, fd):
        """Stop watching `fd`; to be called before it is closed."""
        self._epoll.unregister(fd)
        del self._handlers[fd]

    def after(self, seconds, call):
        """Call `call()` once in `seconds`."""
        self._deadlines.append((monotonic() + seconds, call))

    def drop_deadlines(self):
        """Forget every call that is still to come."""
        self._deadlines.clear()

    def run(self):
        """Run until a handler raises SystemExit."""
        while True:
            for fd, _ in self._epoll.poll(self._time_to_next_deadline()):
                handler = self._handlers.get(fd)
                if handler is not None:
                    handler()
            self._call_what_is_due()

    def _time_to_next_deadline(self):
        if not self._deadlines:
            return -1
        return max(0.0, min(at for at, _ in self._deadlines) - monotonic())

    def _call_what_is_due(self):
        if not self._deadlines:
            return
        now = monotonic()
        due = [entry for entry in self._deadlines if entry[0] <= now]
        for entry in due:
            # A call before it may have dropped this one.
            if entry in self._deadlines:
                self._deadlines.remove(entry)
                entry[1]()
