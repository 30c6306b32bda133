"""Holds the track layout: stations, sections, points and their lengths in metres."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class TopologyStore(BaseAgent):
    """Holds the track layout: stations, sections, points and their lengths in metres."""

    def handle_request(self, action, request):
        """Answer `section`."""
        if action == 'section':
            return {'status': 'ok', 'section': request.get('id'), 'length_m': 1200}
        return super().handle_request(action, request)


if __name__ == '__main__':
    TopologyStore.main()
