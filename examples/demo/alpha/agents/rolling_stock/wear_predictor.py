"""Predicts wear from distance run and load."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.advisor_agent import AdvisorAgent


class WearPredictor(AdvisorAgent):
    """Predicts wear from distance run and load."""

    def handle_request(self, action, request):
        """Answer `predict`."""
        if action == 'predict':
            return {'status': 'ok', 'wear': 0.0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    WearPredictor.main()
