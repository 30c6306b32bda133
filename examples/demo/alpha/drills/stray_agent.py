"""An agent in no configuration: it answers in perfect health, for itself, on ports that may belong to another."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..')))

from core.base_agent import BaseAgent


class StrayAgent(BaseAgent):
    """Listens where AGENT_PORT and HEALTH_CHECK_PORT say, whoever's ports these are."""


if __name__ == '__main__':
    # Started by hand, it was given no name.
    os.environ.setdefault('AGENT_NAME', 'StrayAgent')
    StrayAgent.main()
