"""Heats points before they freeze."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class PointsHeater(BaseAgent):
    """Heats points before they freeze."""

    def handle_request(self, action, request):
        """Answer `heat`."""
        if action == 'heat':
            return {'status': 'ok', 'watts': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    PointsHeater.main()
