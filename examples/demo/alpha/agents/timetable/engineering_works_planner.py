"""Fits track closures between trains."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_status_json


class EngineeringWorksPlanner:
    """Fits track closures between trains.

    Older than BaseAgent: its health port answers one field over ZeroMQ.
    """

    def handle(self, request):
        """Answer `fit`."""
        if request.get('action') == 'fit':
            return {'status': 'ok', 'window_minutes': 0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_status_json(EngineeringWorksPlanner().handle)
