"""Reads the energy tariffs of the day."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_plain_text


class TariffReader:
    """Reads the energy tariffs of the day.

    Older than BaseAgent: its health port answers plain text over HTTP.
    """

    def handle(self, request):
        """Answer `tariff`."""
        if request.get('action') == 'tariff':
            return {'status': 'ok', 'cents_per_kwh': 0}
        return {'status': 'error', 'message': 'unknown action'}


if __name__ == '__main__':
    serve_plain_text(TariffReader().handle)
