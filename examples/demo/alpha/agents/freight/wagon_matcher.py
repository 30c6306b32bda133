"""Matches loads to empty wagons."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.freight import FreightAgent


class WagonMatcher(FreightAgent):
    """Matches loads to empty wagons."""

    def handle_request(self, action, request):
        """Answer `match`."""
        if action == 'match':
            return {'status': 'ok', 'wagon': None}
        return super().handle_request(action, request)


if __name__ == '__main__':
    WagonMatcher.main()
