"""Counts axles in and out of each section."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.sensing.sensor_agent import SensorAgent


class AxleCounterReader(SensorAgent):
    """Counts axles in and out of each section."""

    def handle_request(self, action, request):
        """Answer `count`."""
        if action == 'count':
            return {'status': 'ok', 'axles': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    AxleCounterReader.main()
