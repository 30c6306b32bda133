"""Passes messages between agents by subject."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class MessageExchange(BaseAgent):
    """Passes messages between agents by subject."""

    def handle_request(self, action, request):
        """Answer `publish`."""
        if action == 'publish':
            return {'status': 'ok', 'accepted': True}
        return super().handle_request(action, request)


if __name__ == '__main__':
    MessageExchange.main()
