"""Checks the current of signal lamps."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_plain_text


class SignalLampChecker:
    """Checks the current of signal lamps.

    Older than BaseAgent: its health port answers plain text over HTTP.
    """

    def handle(self, request):
        """Answer `lamp`."""
        if request.get('action') == 'lamp':
            return {'status': 'ok', 'milliamperes': 0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_plain_text(SignalLampChecker().handle)
