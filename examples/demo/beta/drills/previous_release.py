"""The release of an agent before the configured one: it behaves, but the wrong file runs."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..')))

from core.base_agent import BaseAgent


class PreviousRelease(BaseAgent):
    """Answers under the name and on the ports of whatever agent it is started for."""


if __name__ == '__main__':
    PreviousRelease.main()
