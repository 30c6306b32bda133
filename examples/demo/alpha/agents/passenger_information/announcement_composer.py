"""Words announcements for stations and trains."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class AnnouncementComposer(BaseAgent):
    """Words announcements for stations and trains."""

    def handle_request(self, action, request):
        """Answer `compose`."""
        if action == 'compose':
            return {'status': 'ok', 'text': ''}
        return super().handle_request(action, request)


if __name__ == '__main__':
    AnnouncementComposer.main()
