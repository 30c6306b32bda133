"""Keeps the list of all agents and where each is to be found."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class RailRegistry(BaseAgent):
    """Keeps the list of all agents and where each is to be found."""

    def handle_request(self, action, request):
        """Answer `lookup`."""
        if action == 'lookup':
            return {'status': 'ok', 'agent': request.get('name'), 'known': True}
        return super().handle_request(action, request)


if __name__ == '__main__':
    RailRegistry.main()
