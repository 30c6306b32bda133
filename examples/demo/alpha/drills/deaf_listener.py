"""A program of nobody that listens and answers no request to connect: whoever calls it stays in SYN-SENT.

listen(2): where the queue of a listener is full, the kernel drops further requests. A queue of length 0 takes one
connection, which is made here and never accepted.
"""

import os
import sys
from _socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..')))

from core.stray_process import StrayProcess


def main():
    """Listen on STRAY_PORT until the parent is gone."""
    address = (os.environ.get('AGENT_HOST', '127.0.0.1'), int(os.environ['STRAY_PORT']))
    deaf = socket(AF_INET, SOCK_STREAM)
    deaf.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    deaf.bind(address)
    deaf.listen(0)
    filler = socket(AF_INET, SOCK_STREAM)
    filler.connect(address)
    StrayProcess('DeafListener').run()


if __name__ == '__main__':
    main()
