"""Plans cleaning between two runs."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_status_json


class CleaningPlanner:
    """Plans cleaning between two runs.

    Older than BaseAgent: its health port answers one field over ZeroMQ.
    """

    def handle(self, request):
        """Answer `plan`."""
        if request.get('action') == 'plan':
            return {'status': 'ok', 'minutes': 25}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_status_json(CleaningPlanner().handle)
