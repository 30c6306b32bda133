"""Brings duty changes to the crews."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

# Started by its path this file belongs to no package; PEP 366 says how it joins one.
if not __package__:
    __package__ = 'agents.crew'

from .calling_agent import CallingAgent


class CrewMessenger(CallingAgent):
    """Brings duty changes to the crews."""

    def handle_request(self, action, request):
        """Answer `notify`."""
        if action == 'notify':
            return {'status': 'ok', 'delivered': True}
        return super().handle_request(action, request)


if __name__ == '__main__':
    CrewMessenger.main()
