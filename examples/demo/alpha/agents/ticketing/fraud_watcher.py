"""Notices refunds that repeat themselves."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_status_json


class TicketingAgent:
    """What the ticketing agents had before there was a base class for all."""

    def handle(self, request):
        """Answer what no subclass answers."""
        return {'status': 'error', 'message': 'unknown action'}


class FraudWatcher(TicketingAgent):
    """Notices refunds that repeat themselves.

    Older than BaseAgent: its health port answers one field over ZeroMQ.
    """

    def handle(self, request):
        """Answer `check`."""
        if request.get('action') == 'check':
            return {'status': 'ok', 'suspicious': False}
        return super().handle(request)


if __name__ == '__main__':
    serve_status_json(FraudWatcher().handle)
