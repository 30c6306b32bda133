"""Plays announcements at small stations."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_status_json


class LoudspeakerRelay:
    """Plays announcements at small stations.

    Older than BaseAgent: its health port answers one field over ZeroMQ.
    """

    def handle(self, request):
        """Answer `play`."""
        if request.get('action') == 'play':
            return {'status': 'ok', 'stations': 0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_status_json(LoudspeakerRelay().handle)
