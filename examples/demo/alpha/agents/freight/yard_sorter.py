"""Orders wagons in the sorting yard."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_plain_text


class YardSorter:
    """Orders wagons in the sorting yard.

    Older than BaseAgent: its health port answers plain text over HTTP.
    """

    def handle(self, request):
        """Answer `order`."""
        if request.get('action') == 'order':
            return {'status': 'ok', 'tracks': []}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_plain_text(YardSorter().handle)
