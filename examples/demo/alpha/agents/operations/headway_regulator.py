"""Keeps trains the right distance apart."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class HeadwayRegulator(BaseAgent):
    """Keeps trains the right distance apart."""

    def handle_request(self, action, request):
        """Answer `regulate`."""
        if action == 'regulate':
            return {'status': 'ok', 'headway_seconds': 180}
        return super().handle_request(action, request)


if __name__ == '__main__':
    HeadwayRegulator.main()
