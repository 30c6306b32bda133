"""Proposes other paths around a disturbance."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.advisor_agent import AdvisorAgent


class ReroutingAdvisor(AdvisorAgent):
    """Proposes other paths around a disturbance."""

    def handle_request(self, action, request):
        """Answer `advise`."""
        if action == 'advise':
            return {'status': 'ok', 'paths': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    ReroutingAdvisor.main()
