"""The replying side of ZMTP 3.0, the wire protocol of ZeroMQ (https://rfc.zeromq.org/spec/23/): NULL, socket type REP.

Written out so that an agent needs nothing but Python: libzmq would have to be installed, and loaded by every process.
"""

MORE, LONG, COMMAND = 0x01, 0x02, 0x04
SIGNATURE = b'\xff' + bytes(8) + b'\x7f'
GREETING = SIGNATURE + b'\x03\x00' + b'NULL'.ljust(20, b'\0') + bytes(32)
# What a REP socket may talk to: RFC 28, "REP ... SHALL connect to REQ or DEALER".
PEERS = (b'REQ', b'DEALER')
# Bytes. No request to an agent comes near; a peer that announces more is not worth the memory.
LARGEST_FRAME = 65536


class ProtocolError(Exception):
    """The peer does not speak the protocol; its connection is to be closed."""


def frame(body, flags=0):
    """One frame as it goes over the wire."""
    if len(body) > 255:
        return bytes([flags | LONG]) + len(body).to_bytes(8, 'big') + body
    return bytes([flags, len(body)]) + body


def command(name, data=b''):
    """A command frame: the length of its name, the name, the data."""
    return frame(bytes([len(name)]) + name + data, COMMAND)


def properties(pairs):
    """Metadata of a READY command."""
    return b''.join(
        bytes([len(name)]) + name + len(value).to_bytes(4, 'big') + value for name, value in pairs
    )


READY = command(b'READY', properties([(b'Socket-Type', b'REP'), (b'Identity', b'')]))


class ZmtpReplySession:
    """One connection. `answer(frames)` turns the frames of a request into the body of the reply."""

    opening = GREETING
    closes_after_answer = False

    def __init__(self, answer):
        self._answer = answer
        self._buffer = b''
        self._greeted = False
        self._ready = False
        self._frames = []

    def receive(self, data):
        """Take bytes from the peer; give the bytes to send at once and the list of replies."""
        self._buffer += data
        chatter = b''
        replies = []
        if not self._greeted:
            if not self._take_greeting():
                return chatter, replies
            chatter += READY
        while True:
            taken = self._take_frame()
            if taken is None:
                return chatter, replies
            flags, body = taken
            if flags & COMMAND:
                chatter += self._obey(body)
            elif not self._ready:
                raise ProtocolError('message before READY')
            else:
                self._frames.append(body)
                if not flags & MORE:
                    request, self._frames = self._frames, []
                    reply = self._reply(request)
                    if reply is not None:
                        replies.append(reply)

    def _take_greeting(self):
        got = self._buffer[:64]
        if got[:1] not in (b'', b'\xff') or (len(got) > 9 and not got[9] & 1):
            raise ProtocolError('no ZMTP signature')
        if len(got) < 64:
            return False
        if got[10] < 3 or got[12:32].rstrip(b'\0') != b'NULL':
            raise ProtocolError('not ZMTP 3 with the NULL mechanism')
        self._buffer = self._buffer[64:]
        self._greeted = True
        return True

    def _take_frame(self):
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        flags = buffer[0]
        if flags & ~(MORE | LONG | COMMAND):
            raise ProtocolError('reserved flags are set')
        head = 9 if flags & LONG else 2
        if len(buffer) < head:
            return None
        size = int.from_bytes(buffer[1:head], 'big')
        if size > LARGEST_FRAME or len(self._frames) > 32:
            raise ProtocolError('message too large')
        if len(buffer) < head + size:
            return None
        self._buffer = buffer[head + size :]
        return flags, buffer[head : head + size]

    def _obey(self, body):
        name, data = body[1 : 1 + body[0]] if body else b'', body[1 + body[0] :] if body else b''
        if name == b'READY' and not self._ready:
            if read_properties(data).get(b'socket-type') not in PEERS:
                raise ProtocolError('not a peer for a REP socket')
            self._ready = True
        elif name == b'PING':
            # Two bytes of time to live, then a context that comes back: ZMTP 3.1, section "The PING and PONG commands".
            return command(b'PONG', data[2:18])
        elif name == b'ERROR':
            raise ProtocolError('the peer gave up')
        return b''

    def _reply(self, frames):
        # Everything up to the first empty frame is the way back (RFC 28). Without one libzmq drops the request too.
        if b'' not in frames:
            return None
        body_at = frames.index(b'') + 1
        way_back = b''.join(frame(part, MORE) for part in frames[:body_at])
        return way_back + frame(self._answer(frames[body_at:]))


def read_properties(data):
    """Metadata of a peer's READY command, names in lower case."""
    found = {}
    while data:
        name_end = 1 + data[0]
        value_at = name_end + 4
        if len(data) < value_at:
            raise ProtocolError('broken metadata')
        value_end = value_at + int.from_bytes(data[name_end:value_at], 'big')
        if len(data) < value_end:
            raise ProtocolError('broken metadata')
        found[data[1:name_end].lower()] = data[value_at:value_end]
        data = data[value_end:]
    return found
