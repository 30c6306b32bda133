"""A step between the base class and agents that advise."""

from .base_agent import BaseAgent


class AdvisorAgent(BaseAgent):
    """An agent whose answers are advice: it says how sure it is."""

    def handle_request(self, action, request):
        """Answer `confidence`."""
        if action == 'confidence':
            return {'status': 'ok', 'confidence': 0.9}
        return super().handle_request(action, request)
