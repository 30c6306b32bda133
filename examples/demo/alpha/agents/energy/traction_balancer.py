"""Spreads the load over the substations."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class TractionBalancer(BaseAgent):
    """Spreads the load over the substations."""

    def handle_request(self, action, request):
        """Answer `balance`."""
        if action == 'balance':
            return {'status': 'ok', 'shifts': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    TractionBalancer.main()
