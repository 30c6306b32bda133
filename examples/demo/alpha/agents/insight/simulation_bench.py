"""Plays tomorrow through before it comes."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class SimulationBench(BaseAgent):
    """Plays tomorrow through before it comes."""

    def handle_request(self, action, request):
        """Answer `play`."""
        if action == 'play':
            return {'status': 'ok', 'runs': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    SimulationBench.main()
