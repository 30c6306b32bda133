"""Schedules maintenance in the depots."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class DepotScheduler(BaseAgent):
    """Schedules maintenance in the depots."""

    def handle_request(self, action, request):
        """Answer `schedule`."""
        if action == 'schedule':
            return {'status': 'ok', 'slots': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    DepotScheduler.main()
