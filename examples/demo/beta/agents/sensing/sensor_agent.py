"""What the agents that read sensors share."""

from core.base_agent import BaseAgent


class SensorAgent(BaseAgent):
    """An agent behind a sensor: it says how old its last reading is."""

    def handle_request(self, action, request):
        """Answer `reading_age`."""
        if action == 'reading_age':
            return {'status': 'ok', 'seconds': 0.0}
        return super().handle_request(action, request)
