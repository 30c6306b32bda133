"""Watches barriers and road signals."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.sensing.sensor_agent import SensorAgent


class LevelCrossingWatcher(SensorAgent):
    """Watches barriers and road signals."""

    def handle_request(self, action, request):
        """Answer `crossing`."""
        if action == 'crossing':
            return {'status': 'ok', 'closed': False}
        return super().handle_request(action, request)


if __name__ == '__main__':
    LevelCrossingWatcher.main()
