"""Gathers what the agents of this machine report."""

import os
import re
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


def hub_file():
    """The text of hub.yaml in the project root."""
    with open(os.path.join(sys.path[0], 'hub.yaml'), encoding='utf-8') as file:
        return file.read()


class VantageHub(BaseAgent):
    """Gathers what the agents of this machine report."""

    def __init__(self):
        super().__init__()
        text = hub_file()
        self.hubs = re.findall(r'- { name: (\w+)', text)
        self.events = re.findall(r'^events: { kind: (\w+)', text, re.MULTILINE)

    def handle_request(self, action, request):
        """Answer `overview`."""
        if action == 'overview':
            return {'status': 'ok', 'reports': 0, 'hubs': self.hubs, 'events': self.events}
        return super().handle_request(action, request)


if __name__ == '__main__':
    VantageHub.main()
