"""Keeps readings while the control centre cannot be reached."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

import core.base_agent


class EdgeBuffer(core.base_agent.BaseAgent):
    """Keeps readings while the control centre cannot be reached."""

    def handle_request(self, action, request):
        """Answer `depth`."""
        if action == 'depth':
            return {'status': 'ok', 'readings': 0}
        return super().handle_request(action, request)


if __name__ == '__main__':
    EdgeBuffer.main()
