"""Feeds the departure boards."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_plain_text


class DisplayFeeder:
    """Feeds the departure boards.

    Older than BaseAgent: its health port answers plain text over HTTP.
    """

    def handle(self, request):
        """Answer `feed`."""
        if request.get('action') == 'feed':
            return {'status': 'ok', 'boards': 0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_plain_text(DisplayFeeder().handle)
