"""Reads the cameras at stations and crossings."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent as Agent


class CameraReader(Agent):
    """Reads the cameras at stations and crossings."""

    def handle_request(self, action, request):
        """Answer `frame`."""
        if action == 'frame':
            return {'status': 'ok', 'bytes': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    CameraReader.main()
