"""Reserves seats."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent

PASSWORD = os.environ.get('RESERVATION_PASSWORD', '')


class SeatReserver(BaseAgent):
    """Reserves seats."""

    def handle_request(self, action, request):
        """Answer `reserve`."""
        if action == 'reserve':
            return {'status': 'ok' if PASSWORD else 'error', 'seats': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    SeatReserver.main()
