"""Scores lines by punctuality."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_status_json


class PunctualityScorer:
    """Scores lines by punctuality.

    Older than BaseAgent: its health port answers one field over ZeroMQ.
    """

    def handle(self, request):
        """Answer `score`."""
        if request.get('action') == 'score':
            return {'status': 'ok', 'ratio': 1.0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_status_json(PunctualityScorer().handle)
