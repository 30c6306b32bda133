"""An agent in no configuration, on ports that belong to another: it answers in perfect health, for itself."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..')))

from core.base_agent import BaseAgent


class StrayAgent(BaseAgent):
    """Listens where AGENT_PORT and HEALTH_CHECK_PORT say, whoever's ports these are."""


if __name__ == '__main__':
    StrayAgent.main()
