"""Writes tickets for the maintenance crew."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class MaintenanceTicketWriter(BaseAgent):
    """Writes tickets for the maintenance crew."""

    def handle_request(self, action, request):
        """Answer `ticket`."""
        if action == 'ticket':
            return {'status': 'ok', 'ticket': None}
        return super().handle_request(action, request)


if __name__ == '__main__':
    MaintenanceTicketWriter.main()
