"""The process around an agent: environment, ports, the faults that can be switched on, and its end.

A fault comes as one JSON line on stdin, `{"id": 1, "fault": "slow", "ms": 1200}`. End of file on stdin means that the
parent is gone, and the agent goes too.
"""

import os
from time import monotonic

from .json_text import read_object
from .listening import Listening
from .log_faults import LOG_FAULTS, LogFaults
from .loop import Loop
from .patient_call import PatientCall
from .reports import Reports

# Seconds between two attempts at a port that somebody else has.
RETRY_SECONDS = 10
# Longer than a usual probe interval, shorter than a usual timeout.
SLOW_MILLISECONDS = 1200
LEAK_MILLISECONDS = 1000
STDIN = 0

# Faults of the ports, which every agent can have.
PORT_FAULTS = ('refuse', 'hang', 'yield-health', 'yield-service', 'pause-service', 'call', 'clear')
# Faults of the answers, for agents that answer.
ANSWER_FAULTS = ('unhealthy', 'degraded', 'slow', 'garbage')


class AgentProcess:
    """One running agent. Declare its ports with `listening.add`, then call `run`."""

    def __init__(self, faults=PORT_FAULTS + ANSWER_FAULTS):
        self.name = os.environ['AGENT_NAME']
        self.port = int(os.environ['AGENT_PORT'])
        self.health_port = int(os.environ['HEALTH_CHECK_PORT'])
        self.group = os.environ.get('AGENT_GROUP', '')
        self.loop = Loop()
        self.reports = Reports(self.name)
        self.listening = Listening(os.environ.get('AGENT_HOST', '127.0.0.1'), self.loop)
        # What the agent says about itself: healthy, degraded or unhealthy.
        self.verdict = 'healthy'
        # Whether its answers are spoiled.
        self.garbage = False
        # Whether it has forgotten the language in which it answers for its health.
        self.speechless = False
        self._started = monotonic()
        self._faults = faults + LOG_FAULTS
        self._log_faults = LogFaults(self.name, self.loop)
        self._call = PatientCall(self.listening.host)
        self._closed_on_purpose = ()
        self._retrying = False
        self._stdin_rest = b''

    def uptime(self):
        """Seconds since the start."""
        return monotonic() - self._started

    def run(self):
        """Open the ports and serve until the parent is gone or a signal comes."""
        self.reports.log('INFO', f'{self.name} starts on port {self.port}')
        try:
            self.loop.watch(STDIN, self._read_stdin)
        except PermissionError:
            # epoll_ctl(2): EPERM for regular files and /dev/null. Such an agent has no parent to wait for.
            pass
        self._open_ports()
        try:
            self.loop.run()
        except KeyboardInterrupt:
            self.reports.log('INFO', f'{self.name} was interrupted')

    def _open_ports(self):
        taken = self.listening.open()
        for role, port, reason in taken:
            goes_on = 'goes on without it' if role == 'http' else 'tries again'
            self.reports.log('WARNING', f'{role} port {port} cannot be bound ({reason}), {goes_on}')
        if any(role != 'http' for role, _, _ in taken) and not self._retrying:
            self._retrying = True
            self.loop.after(RETRY_SECONDS, self._retry)
        self.reports.tell({'event': 'ports', 'taken': [port for _, port, _ in taken]})

    def _retry(self):
        self._retrying = False
        if not self._closed_on_purpose:
            self._open_ports()

    def _read_stdin(self):
        data = os.read(STDIN, 4096)
        if not data:
            self.reports.log('INFO', f'{self.name} ends with its parent')
            raise SystemExit(0)
        *lines, self._stdin_rest = (self._stdin_rest + data).split(b'\n')
        for line in lines:
            self._switch(read_object(line))

    def _switch(self, wanted):
        fault = wanted.get('fault')
        answer = {'event': 'fault', 'id': wanted.get('id')}
        if fault in self._faults:
            self._return_to_normal()
            self._apply(fault, wanted.get('ms'), wanted.get('port'))
            self.reports.log('INFO' if fault == 'clear' else 'WARNING', f'fault: {fault}')
            self.reports.tell({**answer, 'accepted': True})
        else:
            self.reports.tell({**answer, 'accepted': False})

    def _return_to_normal(self):
        self.verdict = 'healthy'
        self.garbage = False
        self.speechless = False
        self.listening.delay = 0.0
        self.listening.resume()
        self._log_faults.end()
        self._call.end()
        self._closed_on_purpose = ()
        self._open_ports()

    def _apply(self, fault, milliseconds, port):
        if fault == 'hang':
            self._retrying = False
            self.listening.pause()
        elif fault == 'refuse':
            self._close(tuple(self.listening.roles()))
        elif fault == 'yield-health':
            self._close(('health', 'http'))
        elif fault == 'yield-service':
            self._close(('service',))
        elif fault == 'pause-service':
            self.listening.pause_accepting('service')
        elif fault == 'call':
            self._call.begin(port)
        elif fault == 'adopted-silent':
            self.speechless = True
        elif fault == 'slow':
            self.listening.delay = (milliseconds or SLOW_MILLISECONDS) / 1000
        elif fault == 'garbage':
            self.garbage = True
        elif fault in LOG_FAULTS:
            self._log_faults.begin(fault, (milliseconds or LEAK_MILLISECONDS) / 1000)
        elif fault in ('unhealthy', 'degraded'):
            self.verdict = fault

    def _close(self, roles):
        self._closed_on_purpose = roles
        self.listening.close(roles)
