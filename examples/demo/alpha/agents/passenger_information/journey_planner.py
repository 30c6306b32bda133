"""Finds journeys from door to door."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core import base_agent as base


class JourneyPlanner(base.BaseAgent):
    """Finds journeys from door to door."""

    def handle_request(self, action, request):
        """Answer `plan`."""
        if action == 'plan':
            return {'status': 'ok', 'journeys': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    JourneyPlanner.main()
