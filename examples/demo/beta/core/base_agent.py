"""The base class that agents share: three ports, one health answer.

`port` and `health_check_port` speak ZeroMQ REP, `health_check_port` + 1 speaks HTTP and appears in no configuration.
"""

import os

from .agent_process import ANSWER_FAULTS, PORT_FAULTS, AgentProcess
from .http_answers import HttpSession, response
from .json_text import read_object, to_json
from .reports import timestamp
from .zmtp import ZmtpReplySession

# The older field `status` says degraded even where the verdict is unhealthy.
STATUS_OF = {'healthy': 'ok', 'degraded': 'degraded', 'unhealthy': 'degraded'}
NOT_FOUND = response(404, 'application/json', b'{"status": "error", "message": "not found"}')


class BaseAgent:
    """An agent with standard health answers. A subclass answers its own requests in `handle_request`."""

    def __init__(self):
        self.process = AgentProcess(faults=PORT_FAULTS + ANSWER_FAULTS + ('adopted-silent',))
        self.name = self.process.name
        self.port = self.process.port
        self.health_check_port = self.process.health_port

    @classmethod
    def main(cls):
        """Make the agent and serve until its end."""
        cls().run()

    def run(self):
        """Serve until the end of the process."""
        add = self.process.listening.add
        add('service', self.port, lambda: ZmtpReplySession(self._answer_service))
        add('health', self.health_check_port, self._open_health)
        add('http', self.health_check_port + 1, lambda: HttpSession(self._answer_http))
        self.process.run()

    def handle_request(self, action, request):
        """Answer a request of the agent's own; a dict that becomes JSON."""
        return {'status': 'error', 'message': f'{self.name} does not know the action {action}'}

    def health(self):
        """What the agent says about itself."""
        verdict = self.process.verdict
        healthy = verdict == 'healthy'
        return {
            'status': STATUS_OF[verdict],
            'ready': healthy,
            'initialized': True,
            'message': f'{self.name} is {verdict}',
            'timestamp': timestamp(),
            'uptime': round(self.process.uptime(), 2),
            'active_threads': 1,
            'health_checks': {
                'port_accessible': self.process.listening.is_open('service'),
                # The demo runs without Redis: its agents say what they would say next to a working or a broken one.
                'redis_connected': verdict != 'unhealthy',
                'ready_signal': healthy,
            },
            'health_details': {
                'port': self.port,
                'redis_host': os.environ.get('REDIS_HOST', 'localhost:6379'),
                'ready_signal': {},
            },
            'health_status': verdict,
        }

    def _answer_service(self, frames):
        request = read_object(frames[0] if frames else b'')
        action = request.get('action')
        if action == 'ping':
            return self._text({'status': 'ok', 'message': 'pong', 'agent': self.name, 'timestamp': timestamp()})
        if action in ('health', 'health_check'):
            return self._text(self.health())
        return self._text(self.handle_request(action, request))

    def _open_health(self):
        # A web server of the agent's own, as where somebody overrode the answers of the base class.
        return HttpSession(lambda path: NOT_FOUND) if self.process.speechless else ZmtpReplySession(self._answer_health)

    def _answer_health(self, frames):
        return self._text(self.health())

    def _answer_http(self, path):
        if path != '/health' or self.process.speechless:
            return NOT_FOUND
        return response(200, 'application/json', self._text(self.health()))

    def _text(self, answer):
        text = to_json(answer).encode()
        # Half an answer and bytes that are no UTF-8, so that no reader can make sense of it by chance.
        return text[: len(text) // 2] + os.urandom(24) + b'\xff{' if self.process.garbage else text
