"""Forecasts how full trains will be."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.advisor_agent import AdvisorAgent


class DemandForecaster(AdvisorAgent):
    """Forecasts how full trains will be."""

    def handle_request(self, action, request):
        """Answer `forecast`."""
        if action == 'forecast':
            return {'status': 'ok', 'load': 0.0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    DemandForecaster.main()
