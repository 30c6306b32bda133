"""Judges brake discs by their temperature curves."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_plain_text


class BrakeAnalyst:
    """Judges brake discs by their temperature curves.

    Older than BaseAgent: its health port answers plain text over HTTP.
    """

    def handle(self, request):
        """Answer `judge`."""
        if request.get('action') == 'judge':
            return {'status': 'ok', 'discs': 0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_plain_text(BrakeAnalyst().handle)
