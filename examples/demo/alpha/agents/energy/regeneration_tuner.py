"""Makes braking trains feed those that start."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class RegenerationTuner(BaseAgent):
    """Makes braking trains feed those that start."""

    def handle_request(self, action, request):
        """Answer `tune`."""
        if action == 'tune':
            return {'status': 'ok', 'kilowatts': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    RegenerationTuner.main()
