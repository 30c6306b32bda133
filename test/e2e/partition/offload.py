"""Has an interface compute its checksums and cut its segments itself, as `ethtool -K NAME tx off tso off gso off` does: a
cable that passes frames on by hand gets them as they would be on a wire."""

import array
import fcntl
import socket
import struct
import sys

# linux/sockios.h, linux/ethtool.h
SIOCETHTOOL = 0x8946
SET_TX_CHECKSUM, SET_TSO, SET_GSO = 0x17, 0x1F, 0x24

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    for command in (SET_TX_CHECKSUM, SET_TSO, SET_GSO):
        data = array.array("B", struct.pack("II", command, 0))
        request = struct.pack("16sP", sys.argv[1].encode(), data.buffer_info()[0])
        fcntl.ioctl(control, SIOCETHTOOL, request.ljust(40, b"\0"))
