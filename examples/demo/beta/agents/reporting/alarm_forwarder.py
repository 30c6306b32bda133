"""Raises alarms with the incident desk."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class AlarmForwarder(BaseAgent):
    """Raises alarms with the incident desk."""

    def handle_request(self, action, request):
        """Answer `alarm`."""
        if action == 'alarm':
            return {'status': 'ok', 'raised': False}
        return super().handle_request(action, request)


if __name__ == '__main__':
    AlarmForwarder.main()
