"""Pays back for late trains."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class RefundClerk(BaseAgent):
    """Pays back for late trains."""

    def handle_request(self, action, request):
        """Answer `refund`."""
        if action == 'refund':
            return {'status': 'ok', 'cents': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    RefundClerk.main()
