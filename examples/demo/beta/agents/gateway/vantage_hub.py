"""Gathers what the agents of this machine report."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class VantageHub(BaseAgent):
    """Gathers what the agents of this machine report."""

    def handle_request(self, action, request):
        """Answer `overview`."""
        if action == 'overview':
            return {'status': 'ok', 'reports': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    VantageHub.main()
