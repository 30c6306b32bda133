"""Lists every vehicle and where it stands."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class StockInventory(BaseAgent):
    """Lists every vehicle and where it stands."""

    def handle_request(self, action, request):
        """Answer `vehicle`."""
        if action == 'vehicle':
            return {'status': 'ok', 'vehicle': request.get('number'), 'depot': None}
        return super().handle_request(action, request)


if __name__ == '__main__':
    StockInventory.main()
