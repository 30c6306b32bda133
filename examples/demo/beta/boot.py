"""Starts the agents of this machine, as its start-up file says.

    python3 boot.py check    where the script of each agent is; 1 where one is missing or a check fails
    python3 boot.py order    in which waves they start
    python3 boot.py start    start them, wave after wave

It has the faults that boot scripts have: runbooks/risks mend them. The demo itself is started by its simulator, which
follows the same rules without the faults.
"""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
COMMANDS = {}
CHECKS = []


def command(work):
    """Make a function a command of this script."""
    COMMANDS[work.__name__] = work
    return work


def check(work):
    """Let a function say what is wrong before anything is started."""
    CHECKS.append(work)
    return work


# --- the start-up file


def read_agents(text):
    """The agents of a start-up file of either layout. Only what a boot needs is read, line by line."""
    agents = []
    for line in text.splitlines():
        name = re.match(r'    ([A-Za-z]\w*):$', line) or re.match(r'\s+name: (\w+),', line)
        if name:
            agents.append({'name': name[1], 'dependencies': []})
            continue
        field = re.match(r'\s+(script_path|port|health_check_port): ([^,\s]+)', line)
        listed = re.match(r'\s+dependencies: \[(.*)\]', line)
        needed = re.match(r'        - (\w+)$', line)
        if field:
            agents[-1][field[1]] = int(field[2]) if field[2].isdigit() else field[2]
        elif listed:
            agents[-1]['dependencies'] = re.findall(r'\w+', listed[1])
        elif needed:
            agents[-1]['dependencies'].append(needed[1])
    return [agent for agent in agents if 'script_path' in agent]


def configured():
    """The agents of this machine."""
    with open(os.path.join(ROOT, 'startup_config.yaml'), encoding='utf-8') as file:
        return read_agents(file.read())


# --- scripts

# Folders in which scripts have stood at one time or another.
PREFIXES = ('core', 'drills', 'release')


def script_of(path, root=ROOT):
    """Where a script is, or None."""
    for prefix in PREFIXES:
        script = os.path.join(root, prefix, path)
        if os.path.isfile(script):
            return script
    return None


@check
def scripts(agents):
    """Agents whose script is missing."""
    return ['%s: no %s' % (one['name'], one['script_path']) for one in agents if not script_of(one['script_path'])]


# --- order


def waves(agents):
    """Agents in waves: each needs only agents of waves before it."""
    names = {agent['name'] for agent in agents}
    result, started, waiting = [], set(), list(agents)
    while waiting:
        wave = [one for one in waiting if all(need in started or need not in names for need in one['dependencies'])]
        if not wave:
            print('warning: dependency cycle', file=sys.stderr)
            break
        result.append(wave)
        started |= {one['name'] for one in wave}
        waiting = [one for one in waiting if one['name'] not in started]
    return result


@command
def order(agents):
    """Print the waves."""
    for number, wave in enumerate(waves(agents), 1):
        print('wave %d: %s' % (number, ', '.join(one['name'] for one in wave)))
    return 0


# --- start


def launch(agent):
    """Start one agent; its log is appended to."""
    script = script_of(agent['script_path'])
    if not script:
        return
    os.makedirs(os.path.join(ROOT, 'logs'), exist_ok=True)
    own = {'AGENT_NAME': agent['name'], 'AGENT_PORT': agent['port'], 'HEALTH_CHECK_PORT': agent['health_check_port']}
    with open(os.path.join(ROOT, 'logs', agent['name'] + '.log'), 'ab') as log:
        environment = {**os.environ, **{name: str(value) for name, value in own.items()}}
        subprocess.Popen(['python3', script], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


@command
def start(agents):
    """Start every agent."""
    for wave in waves(agents):
        for agent in wave:
            launch(agent)
    return 0


def usage():
    """Say what can be asked."""
    print('usage: boot.py check|%s' % '|'.join(sorted(COMMANDS)), file=sys.stderr)
    return 2


def main(words):
    """Run a command; `check` runs all checks."""
    agents = configured()
    if words != ['check']:
        return COMMANDS[words[0]](agents) if len(words) == 1 and words[0] in COMMANDS else usage()
    problems = [problem for work in CHECKS for problem in work(agents)]
    for problem in problems:
        print(problem)
    print('%d agents, %d problems' % (len(agents), len(problems)))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
