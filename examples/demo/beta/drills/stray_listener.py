"""A program of nobody that listens on a port: it takes connections and never says a word."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..')))

from core.http_answers import SilentSession
from core.listening import Listening
from core.stray_process import StrayProcess


def main():
    """Listen on STRAY_PORT until the parent is gone."""
    process = StrayProcess('StrayListener')
    listening = Listening(os.environ.get('AGENT_HOST', '127.0.0.1'), process.loop)
    listening.add('stray', int(os.environ['STRAY_PORT']), SilentSession)
    taken = listening.open()
    if taken:
        # Without its port it would be no fault; the parent sees that it has ended.
        raise SystemExit(f'port {taken[0][1]}: {taken[0][2]}')
    process.run()


if __name__ == '__main__':
    main()
