"""Finds somebody for a train without crew."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

# Started by its path this file belongs to no package; PEP 366 says how it joins one.
if not __package__:
    __package__ = 'agents.crew'

from .calling_agent import CallingAgent


class StandbyCaller(CallingAgent):
    """Finds somebody for a train without crew."""

    def handle_request(self, action, request):
        """Answer `call`."""
        if action == 'call':
            return {'status': 'ok', 'called': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    StandbyCaller.main()
