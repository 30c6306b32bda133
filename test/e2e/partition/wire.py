"""A cable between two network interfaces that can be cut, made lossy and made slow, each direction by itself.

Forwards whole Ethernet frames (packet(7)), so that TCP, UDP and ARP behave as on a real link; for kernels without
`tc netem`. Reads one JSON object a line: {"direction": 0 or 1, "cut": bool, "loss": 0..1, "delay": seconds}, and answers
each with a line. Ends with its input.
"""

import heapq
import json
import random
import select
import socket
import sys
import time

ETH_P_ALL = 0x0003
PACKET_OUTGOING = 4
LARGEST_FRAME = 65536
MOST_WAITING = 20_000


def opened(interface):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    end.bind((interface, 0))
    end.setblocking(False)
    return end


def main(first, second):
    ends = [opened(first), opened(second)]
    ways = [{"cut": False, "loss": 0.0, "delay": 0.0} for _ in ends]
    waiting = []
    count = 0
    inputs = [*ends, sys.stdin]
    print("ready", flush=True)
    while True:
        patience = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select(inputs, [], [], patience)
        for end in readable:
            if end is sys.stdin:
                line = sys.stdin.readline()
                if line == "":
                    return
                order = json.loads(line)
                ways[order["direction"]].update(order["way"])
                if order["way"].get("cut"):
                    waiting = [frame for frame in waiting if frame[2] != order["direction"]]
                    heapq.heapify(waiting)
                print("done", flush=True)
                continue
            direction = ends.index(end)
            for _ in range(256):
                try:
                    frame, address = end.recvfrom(LARGEST_FRAME)
                except BlockingIOError:
                    break
                way = ways[direction]
                if address[2] == PACKET_OUTGOING or way["cut"] or random.random() < way["loss"]:
                    continue
                if len(waiting) < MOST_WAITING:
                    count += 1
                    heapq.heappush(waiting, (time.monotonic() + way["delay"], count, direction, frame))
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, direction, frame = heapq.heappop(waiting)
            try:
                ends[1 - direction].send(frame)
            except OSError:
                pass  # The interface is down, or its queue is full: the frame is lost, as on a cable.


main(sys.argv[1], sys.argv[2])
