"""Finds journeys without steps."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class AccessibilityGuide(BaseAgent):
    """Finds journeys without steps."""

    def handle_request(self, action, request):
        """Answer `guide`."""
        if action == 'guide':
            return {'status': 'ok', 'journeys': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    AccessibilityGuide.main()
