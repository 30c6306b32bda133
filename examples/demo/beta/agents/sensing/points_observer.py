"""Watches how long points take to move."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.sensing.sensor_agent import SensorAgent


class PointsObserver(SensorAgent):
    """Watches how long points take to move."""

    def handle_request(self, action, request):
        """Answer `point`."""
        if action == 'point':
            return {'status': 'ok', 'milliseconds': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    PointsObserver.main()
