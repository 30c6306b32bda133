"""What the agents that call people share."""

from .crew_agent import CrewAgent


class CallingAgent(CrewAgent):
    """An agent that calls members of a crew, never in their sleep."""

    quiet_hours = (22, 6)

    def handle_request(self, action, request):
        """Answer `quiet_hours`."""
        if action == 'quiet_hours':
            return {'status': 'ok', 'from': self.quiet_hours[0], 'to': self.quiet_hours[1]}
        return super().handle_request(action, request)
