"""Health answers of agents that predate the base class, each kind in the form it always had.

None of these agents opens the HTTP port next to its health port.
"""

import os

from .agent_process import PORT_FAULTS, AgentProcess
from .http_answers import HttpSession, SilentSession, response
from .json_text import read_object, to_json
from .zmtp import ZmtpReplySession

PLAIN_TEXT = {'healthy': (200, b'OK\n'), 'degraded': (200, b'DEGRADED\n'), 'unhealthy': (503, b'UNHEALTHY\n')}
STATUS = {'healthy': 'ok', 'degraded': 'degraded', 'unhealthy': 'error'}


def serve_plain_text(handle):
    """Plain text over HTTP on the health port; `handle(request)` answers the service port."""
    process = AgentProcess()

    def answer_health(path):
        if process.garbage:
            return os.urandom(64)
        status, text = PLAIN_TEXT[process.verdict]
        return response(status, 'text/plain; charset=utf-8', text)

    _add_service_port(process, handle)
    process.listening.add('health', process.health_port, lambda: HttpSession(answer_health))
    process.run()


def serve_status_json(handle):
    """`{"status": ...}` over ZeroMQ REP on the health port; `handle(request)` answers the service port."""
    process = AgentProcess()

    def answer_health(frames):
        return _spoiled(process, {'status': STATUS[process.verdict]})

    _add_service_port(process, handle)
    process.listening.add('health', process.health_port, lambda: ZmtpReplySession(answer_health))
    process.run()


def serve_connections_only():
    """Both ports accept connections and never answer; nothing can be learnt from such an agent but that it listens."""
    process = AgentProcess(faults=PORT_FAULTS)
    process.listening.add('service', process.port, SilentSession)
    process.listening.add('health', process.health_port, SilentSession)
    process.run()


def _add_service_port(process, handle):
    def answer(frames):
        return _spoiled(process, handle(read_object(frames[0] if frames else b'')))

    process.listening.add('service', process.port, lambda: ZmtpReplySession(answer))


def _spoiled(process, answer):
    text = to_json(answer).encode()
    return text[: len(text) // 2] + os.urandom(24) + b'\xff{' if process.garbage else text
