"""What the agents that look at pictures share."""

import core.base_agent as base


class VisionAgent(base.BaseAgent):
    """An agent that looks at camera pictures."""

    resolution = (1280, 720)

    def handle_request(self, action, request):
        """Answer `resolution`."""
        if action == 'resolution':
            return {'status': 'ok', 'width': self.resolution[0], 'height': self.resolution[1]}
        return super().handle_request(action, request)
