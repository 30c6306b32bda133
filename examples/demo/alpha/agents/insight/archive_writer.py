"""Stores what passed for later study."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_plain_text


class ArchiveWriter:
    """Stores what passed for later study.

    Older than BaseAgent: its health port answers plain text over HTTP.
    """

    def handle(self, request):
        """Answer `count`."""
        if request.get('action') == 'count':
            return {'status': 'ok', 'stored': 0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_plain_text(ArchiveWriter().handle)
