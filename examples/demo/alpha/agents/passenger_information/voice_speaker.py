"""Turns announcements into speech."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_connections_only


class VoiceSpeaker:
    """Turns announcements into speech.

    Its protocol was lost with its author: it takes connections and answers nobody.
    """


if __name__ == '__main__':
    serve_connections_only()
