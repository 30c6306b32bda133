"""Hears flat wheels pass."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.sensing.sensor_agent import SensorAgent


class WheelDefectListener(SensorAgent):
    """Hears flat wheels pass."""

    def handle_request(self, action, request):
        """Answer `listen`."""
        if action == 'listen':
            return {'status': 'ok', 'defects': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    WheelDefectListener.main()
