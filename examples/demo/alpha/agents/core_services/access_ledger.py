"""Says who may do what on which line."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_status_json


class AccessLedger:
    """Says who may do what on which line.

    Older than BaseAgent: its health port answers one field over ZeroMQ.
    """

    def handle(self, request):
        """Answer `may`."""
        if request.get('action') == 'may':
            return {'status': 'ok', 'allowed': False}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_status_json(AccessLedger().handle)
