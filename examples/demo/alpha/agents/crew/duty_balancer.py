"""Spreads early and late duties fairly."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.crew.crew_agent import CrewAgent


class DutyBalancer(CrewAgent):
    """Spreads early and late duties fairly."""

    def handle_request(self, action, request):
        """Answer `balance`."""
        if action == 'balance':
            return {'status': 'ok', 'swaps': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    DutyBalancer.main()
