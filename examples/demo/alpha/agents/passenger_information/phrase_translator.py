"""Translates announcements."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.base_agent import BaseAgent


class PhraseTranslator(BaseAgent):
    """Translates announcements."""

    def handle_request(self, action, request):
        """Answer `translate`."""
        if action == 'translate':
            return {'status': 'ok', 'text': request.get('text')}
        return super().handle_request(action, request)


if __name__ == '__main__':
    PhraseTranslator.main()
