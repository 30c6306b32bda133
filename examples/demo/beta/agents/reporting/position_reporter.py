"""Reports train positions to the control centre."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class PositionReporter(BaseAgent):
    """Reports train positions to the control centre."""

    def handle_request(self, action, request):
        """Answer `position`."""
        if action == 'position':
            return {'status': 'ok', 'sections': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    PositionReporter.main()
