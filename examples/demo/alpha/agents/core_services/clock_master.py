"""Gives every other agent the same railway time."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent as Agent


class ClockMaster(Agent):
    """Gives every other agent the same railway time."""

    def handle_request(self, action, request):
        """Answer `now`."""
        if action == 'now':
            return {'status': 'ok', 'offset_ms': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    ClockMaster.main()
