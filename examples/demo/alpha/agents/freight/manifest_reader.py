"""Reads consignment notes."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from agents.freight import FreightAgent


class ManifestReader(FreightAgent):
    """Reads consignment notes."""

    def handle_request(self, action, request):
        """Answer `read`."""
        if action == 'read':
            return {'status': 'ok', 'wagons': []}
        return super().handle_request(action, request)


if __name__ == '__main__':
    ManifestReader.main()
