"""Processes that hold sockets: `socket-holders.py COUNT PAIRS NETWORK`.

Forks COUNT children. Each listens on an address of its own in 127.NETWORK.0.0/16 and holds both ends of PAIRS
connections to itself: 1 + 2 * PAIRS sockets. Prints the pids of the children when all are ready. They end with the
standard input, however whoever holds its other end may have ended.
"""

import os
import socket
import sys

PORT = 7000


def hold(address, pairs):
    """The sockets of one child."""
    server = socket.create_server((address, PORT), backlog=max(1, pairs))
    held = [server]
    for _ in range(pairs):
        held.append(socket.create_connection((address, PORT)))
        held.append(server.accept()[0])
    return held


def main():
    """Start the children and wait for the end."""
    count, pairs, network = (int(argument) for argument in sys.argv[1:])
    children = []
    for index in range(count):
        ready, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ready)
            held = hold(f'127.{network}.{index // 250}.{1 + index % 250}', pairs)
            os.write(tell, b'1')
            os.close(tell)
            os.read(0, 1)
            del held
            os._exit(0)
        os.close(tell)
        if os.read(ready, 1) != b'1':
            sys.exit(f'child {index} could not open its sockets')
        os.close(ready)
        children.append(pid)
    print(*children, flush=True)
    os.read(0, 1)
    for pid in children:
        os.waitpid(pid, 0)


main()
