"""Estimates how full platforms are."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

# Started by its path this file belongs to no package; PEP 366 says how it joins one.
if not __package__:
    __package__ = 'agents.vision'

from .vision_agent import VisionAgent


class PlatformCrowdGauge(VisionAgent):
    """Estimates how full platforms are."""

    def handle_request(self, action, request):
        """Answer `gauge`."""
        if action == 'gauge':
            return {'status': 'ok', 'people': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    PlatformCrowdGauge.main()
