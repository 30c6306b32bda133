"""Watches the substations along the line."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_status_json


class SubstationObserver:
    """Watches the substations along the line.

    Older than BaseAgent: its health port answers one field over ZeroMQ.
    """

    def handle(self, request):
        """Answer `substation`."""
        if request.get('action') == 'substation':
            return {'status': 'ok', 'volts': 15000}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_status_json(SubstationObserver().handle)
