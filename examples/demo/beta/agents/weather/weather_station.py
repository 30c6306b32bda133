"""Measures wind, rain and temperature."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_status_json


class WeatherStation:
    """Measures wind, rain and temperature.

    Older than BaseAgent: its health port answers one field over ZeroMQ.
    """

    def handle(self, request):
        """Answer `weather`."""
        if request.get('action') == 'weather':
            return {'status': 'ok', 'celsius': 12}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_status_json(WeatherStation().handle)
