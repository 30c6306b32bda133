"""Collects readings from the sensors along the track."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class SensorCollector(BaseAgent):
    """Collects readings from the sensors along the track."""

    def handle_request(self, action, request):
        """Answer `latest`."""
        if action == 'latest':
            return {'status': 'ok', 'reading': None}
        return super().handle_request(action, request)


if __name__ == '__main__':
    SensorCollector.main()
