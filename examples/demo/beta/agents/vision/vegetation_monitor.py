"""Sees branches grow towards the line."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_connections_only


class VegetationMonitor:
    """Sees branches grow towards the line.

    Its protocol was lost with its author: it takes connections and answers nobody.
    """


if __name__ == '__main__':
    serve_connections_only()
