"""Estimates how slippery the rails are."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class RailFrictionEstimator(BaseAgent):
    """Estimates how slippery the rails are."""

    def handle_request(self, action, request):
        """Answer `friction`."""
        if action == 'friction':
            return {'status': 'ok', 'coefficient': 0.3}
        return super().handle_request(action, request)


if __name__ == '__main__':
    RailFrictionEstimator.main()
