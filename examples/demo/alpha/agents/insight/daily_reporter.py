"""Writes the report of the day."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class DailyReporter(BaseAgent):
    """Writes the report of the day."""

    def handle_request(self, action, request):
        """Answer `report`."""
        if action == 'report':
            return {'status': 'ok', 'pages': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    DailyReporter.main()
