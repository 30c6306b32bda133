"""Holds the working timetable of the day."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class TimetableKeeper(BaseAgent):
    """Holds the working timetable of the day."""

    def handle_request(self, action, request):
        """Answer `train`."""
        if action == 'train':
            return {'status': 'ok', 'train': request.get('number'), 'stops': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    TimetableKeeper.main()
