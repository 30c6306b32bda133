"""Measures axle bearings in degrees Celsius."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.sensing.sensor_agent import SensorAgent as Sensor


class HotAxleDetector(Sensor):
    """Measures axle bearings in degrees Celsius."""

    def handle_request(self, action, request):
        """Answer `measure`."""
        if action == 'measure':
            return {'status': 'ok', 'celsius': 35}
        return super().handle_request(action, request)


if __name__ == '__main__':
    HotAxleDetector.main()
