"""Gives each train its path through the network."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class PathAllocator(BaseAgent):
    """Gives each train its path through the network."""

    def handle_request(self, action, request):
        """Answer `allocate`."""
        if action == 'allocate':
            return {'status': 'ok', 'path': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    PathAllocator.main()
