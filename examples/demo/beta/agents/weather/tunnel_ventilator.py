"""Sets the fans in the tunnel."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_plain_text


class TunnelVentilator:
    """Sets the fans in the tunnel.

    Older than BaseAgent: its health port answers plain text over HTTP.
    """

    def handle(self, request):
        """Answer `fans`."""
        if request.get('action') == 'fans':
            return {'status': 'ok', 'rpm': 0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_plain_text(TunnelVentilator().handle)
