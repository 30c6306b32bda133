"""A connection that an agent opens and waits for, however long it takes."""

from _socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, TCP_SYNCNT, socket

# tcp(7): repetitions of a SYN before connect() gives up. The default of 6 ends after two minutes.
PATIENCE = 127


class PatientCall:
    """At most one connection, from the address of the agent to another port there."""

    def __init__(self, host):
        self._host = host
        self._socket = None

    def begin(self, port):
        """Connect, and do not wait for it."""
        self._socket = socket(AF_INET, SOCK_STREAM)
        self._socket.setsockopt(IPPROTO_TCP, TCP_SYNCNT, PATIENCE)
        self._socket.setblocking(False)
        try:
            self._socket.bind((self._host, 0))
            self._socket.connect((self._host, port))
        except OSError:
            # EINPROGRESS, and so it stays where nobody answers.
            pass

    def end(self):
        """Let go of it."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
