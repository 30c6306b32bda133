"""The listening sockets of an agent and the connections to them.

`_socket` is the C part of the standard module `socket`, without the selectors, enum and io modules that come with that.
"""

from _socket import AF_INET, SHUT_WR, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, SOMAXCONN, socket

from .zmtp import ProtocolError


class Listener:
    """A port the agent is to have. `role` names it, `open_session()` starts the protocol on a new connection."""

    def __init__(self, role, port, open_session):
        self.role = role
        self.port = port
        self.open_session = open_session
        self.socket = None


class Connection:
    """One accepted connection: its protocol session and what is still to be sent."""

    def __init__(self, loop, accepted, role, session, gone):
        self.role = role
        self.socket = accepted
        self._loop = loop
        self._session = session
        self._gone = gone
        self._unsent = b''
        self._waiting = False
        self._closing = False
        self._closed = False

    def on_event(self, delay):
        """Read what is there and answer it, the answers `delay` seconds late."""
        self._flush()
        if self._closed:
            return
        try:
            data = self.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if not data:
            self.close()
            return
        try:
            chatter, answers = self._session.receive(data)
        except ProtocolError:
            self.close()
            return
        self.send(chatter)
        for answer in answers:
            if delay:
                self._loop.after(delay, lambda late=answer: self._send_answer(late))
            else:
                self._send_answer(answer)

    def send(self, data):
        """Send now what the socket takes, the rest when it can."""
        if not self._closed and data:
            self._unsent += data
            self._flush()

    def close(self):
        """Close the connection, whatever is still to be sent."""
        if not self._closed:
            self._closed = True
            self._loop.forget(self.socket.fileno())
            self.socket.close()
            self._gone(self)

    def _send_answer(self, answer):
        self._closing = self._session.closes_after_answer
        self.send(answer)

    def _flush(self):
        while self._unsent:
            try:
                self._unsent = self._unsent[self.socket.send(self._unsent) :]
            except BlockingIOError:
                self._wait_for_room(True)
                return
            except OSError:
                self.close()
                return
        self._wait_for_room(False)
        if self._closing:
            try:
                self.socket.shutdown(SHUT_WR)
            except OSError:
                pass
            self.close()

    def _wait_for_room(self, wanted):
        if wanted != self._waiting:
            self._waiting = wanted
            self._loop.watch_writable(self.socket.fileno(), wanted)


class Listening:
    """All ports of an agent."""

    def __init__(self, host, loop):
        self.delay = 0.0
        self._host = host
        self._loop = loop
        self._listeners = []
        self._connections = set()
        # Descriptors that are not read for now.
        self._paused = []

    def add(self, role, port, open_session):
        """Declare a port; `open` binds it."""
        self._listeners.append(Listener(role, port, open_session))

    @property
    def host(self):
        """The address that the ports are bound to."""
        return self._host

    def roles(self):
        """The roles of all declared ports."""
        return [listener.role for listener in self._listeners]

    def is_open(self, role):
        """Whether the port of `role` is bound."""
        return any(listener.role == role and listener.socket for listener in self._listeners)

    def open(self):
        """Bind every port that is not bound yet; give role, port and error of each that somebody else has."""
        failures = []
        for listener in self._listeners:
            if listener.socket is not None:
                continue
            bound = socket(AF_INET, SOCK_STREAM)
            try:
                bound.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
                bound.bind((self._host, listener.port))
                # The longest queue the kernel allows: while the agent hangs, nobody empties it.
                bound.listen(SOMAXCONN)
            except OSError as error:
                bound.close()
                failures.append((listener.role, listener.port, error.strerror))
                continue
            bound.setblocking(False)
            listener.socket = bound
            self._loop.watch(bound.fileno(), lambda at=listener: self._accept(at))
        return failures

    def close(self, roles):
        """Close the ports of `roles` and every connection to them."""
        self.resume()
        for connection in [one for one in self._connections if one.role in roles]:
            connection.close()
        for listener in self._listeners:
            if listener.role in roles and listener.socket is not None:
                self._loop.forget(listener.socket.fileno())
                listener.socket.close()
                listener.socket = None

    def pause(self):
        """Stop reading: the kernel goes on accepting into the queue, nobody is answered."""
        self._loop.drop_deadlines()
        self._pause(self._bound() + [connection.socket for connection in self._connections])

    def pause_accepting(self, role):
        """Take no new connection to the port of `role`; the kernel lets them wait in its queue."""
        self._pause(self._bound(role))

    def resume(self):
        """Read again after `pause` and `pause_accepting`."""
        for fd in self._paused:
            self._loop.resume(fd)
        self._paused = []

    def _pause(self, sockets):
        self._paused = [one.fileno() for one in sockets]
        for fd in self._paused:
            self._loop.pause(fd)

    def _bound(self, role=None):
        return [
            listener.socket
            for listener in self._listeners
            if listener.socket is not None and role in (None, listener.role)
        ]

    def _accept(self, listener):
        try:
            # What socket.accept() does, less the wrapping.
            fd, _ = listener.socket._accept()
        except OSError:
            return
        accepted = socket(AF_INET, SOCK_STREAM, 0, fd)
        accepted.setblocking(False)
        session = listener.open_session()
        connection = Connection(self._loop, accepted, listener.role, session, self._connections.discard)
        self._connections.add(connection)
        self._loop.watch(fd, lambda: connection.on_event(self.delay))
        connection.send(session.opening)
