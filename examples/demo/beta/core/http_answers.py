"""Just enough HTTP/1.1 (RFC 9112) to answer one GET and close."""

from .zmtp import ProtocolError

REASONS = {200: 'OK', 404: 'Not Found', 405: 'Method Not Allowed', 503: 'Service Unavailable'}
# Bytes of request line and headers.
LARGEST_REQUEST = 8192


def response(status, content_type, body):
    """A whole response."""
    head = (
        f'HTTP/1.1 {status} {REASONS[status]}\r\n'
        f'Content-Type: {content_type}\r\n'
        f'Content-Length: {len(body)}\r\n'
        'Connection: close\r\n\r\n'
    )
    return head.encode() + body


class HttpSession:
    """One connection. `answer(path)` gives the whole response to a GET."""

    opening = b''
    closes_after_answer = True

    def __init__(self, answer):
        self._answer = answer
        self._buffer = b''
        self._answered = False

    def receive(self, data):
        """Take bytes from the peer; give the bytes to send at once and the list of replies."""
        if self._answered:
            return b'', []
        self._buffer += data
        if not self._buffer[:1].isalpha() or len(self._buffer) > LARGEST_REQUEST:
            raise ProtocolError('not an HTTP request')
        if b'\r\n\r\n' not in self._buffer:
            return b'', []
        words = self._buffer.split(b'\r\n', 1)[0].split(b' ')
        if len(words) != 3:
            raise ProtocolError('not an HTTP request line')
        self._answered = True
        if words[0] != b'GET':
            return b'', [response(405, 'text/plain', b'GET only\n')]
        return b'', [self._answer(words[1].split(b'?', 1)[0].decode('latin-1'))]


class SilentSession:
    """A connection that takes everything and never says a word."""

    opening = b''
    closes_after_answer = False

    def receive(self, data):
        """Take bytes from the peer; nothing to send."""
        return b'', []
