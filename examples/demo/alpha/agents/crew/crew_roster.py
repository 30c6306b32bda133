"""Knows who drives which train."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.crew.crew_agent import CrewAgent


class CrewRoster(CrewAgent):
    """Knows who drives which train."""

    def handle_request(self, action, request):
        """Answer `driver`."""
        if action == 'driver':
            return {'status': 'ok', 'driver': None}
        return super().handle_request(action, request)


if __name__ == '__main__':
    CrewRoster.main()
