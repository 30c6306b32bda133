"""Finds gaps between passenger trains."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.freight import FreightAgent


class FreightPathFinder(FreightAgent):
    """Finds gaps between passenger trains."""

    def handle_request(self, action, request):
        """Answer `find`."""
        if action == 'find':
            return {'status': 'ok', 'paths': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    FreightPathFinder.main()
