"""Decides which connection waits for which train."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class ConnectionKeeper(BaseAgent):
    """Decides which connection waits for which train."""

    def handle_request(self, action, request):
        """Answer `wait`."""
        if action == 'wait':
            return {'status': 'ok', 'wait_seconds': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    ConnectionKeeper.main()
