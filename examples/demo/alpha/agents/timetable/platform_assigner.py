"""Assigns platforms to arriving trains."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class PlatformAssigner(BaseAgent):
    """Assigns platforms to arriving trains."""

    def handle_request(self, action, request):
        """Answer `assign`."""
        if action == 'assign':
            return {'status': 'ok', 'platform': None}
        return super().handle_request(action, request)


if __name__ == '__main__':
    PlatformAssigner.main()
