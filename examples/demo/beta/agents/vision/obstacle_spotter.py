"""Spots what should not lie on the track."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

# Started by its path this file belongs to no package; PEP 366 says how it joins one.
if not __package__:
    __package__ = 'agents.vision'

from .vision_agent import VisionAgent


class ObstacleSpotter(VisionAgent):
    """Spots what should not lie on the track."""

    def handle_request(self, action, request):
        """Answer `spot`."""
        if action == 'spot':
            return {'status': 'ok', 'obstacles': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    ObstacleSpotter.main()
