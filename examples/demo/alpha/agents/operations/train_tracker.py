"""Follows every train along its path."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class Tracked:
    """What is tracked, by train number."""

    sections = {}

    def section_of(self, train):
        """The section a train is in, or None."""
        return self.sections.get(train)


class TrainTracker(Tracked, BaseAgent):
    """Follows every train along its path."""

    def handle_request(self, action, request):
        """Answer `where`."""
        if action == 'where':
            return {'status': 'ok', 'train': request.get('number'), 'section': self.section_of(request.get('number'))}
        return super().handle_request(action, request)


if __name__ == '__main__':
    TrainTracker.main()
