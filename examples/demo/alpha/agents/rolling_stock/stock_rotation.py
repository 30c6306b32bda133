"""Plans which vehicles run which trains."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent as Agent


class StockRotation(Agent):
    """Plans which vehicles run which trains."""

    def handle_request(self, action, request):
        """Answer `rotation`."""
        if action == 'rotation':
            return {'status': 'ok', 'trains': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    StockRotation.main()
