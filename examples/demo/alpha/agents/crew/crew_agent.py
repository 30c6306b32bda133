"""What the agents for crews share."""

from core.base_agent import BaseAgent


class CrewAgent(BaseAgent):
    """An agent that knows the crew depots."""

    depots = ('north', 'south')

    def handle_request(self, action, request):
        """Answer `depots`."""
        if action == 'depots':
            return {'status': 'ok', 'depots': list(self.depots)}
        return super().handle_request(action, request)
