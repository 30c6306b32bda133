"""Checks that everybody gets the hours of rest they are owed."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_plain_text


class RestTimeGuard:
    """Checks that everybody gets the hours of rest they are owed.

    Older than BaseAgent: its health port answers plain text over HTTP.
    """

    def handle(self, request):
        """Answer `rest`."""
        if request.get('action') == 'rest':
            return {'status': 'ok', 'hours': 11}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_plain_text(RestTimeGuard().handle)
