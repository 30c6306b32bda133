"""Keeps the open incidents and who works on them."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class IncidentDesk(BaseAgent):
    """Keeps the open incidents and who works on them."""

    def handle_request(self, action, request):
        """Answer `open`."""
        if action == 'open':
            return {'status': 'ok', 'incidents': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    IncidentDesk.main()
