"""Works out what a journey costs."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

import core.base_agent


class FareCalculator(core.base_agent.BaseAgent):
    """Works out what a journey costs."""

    def handle_request(self, action, request):
        """Answer `fare`."""
        if action == 'fare':
            return {'status': 'ok', 'cents': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    FareCalculator.main()
