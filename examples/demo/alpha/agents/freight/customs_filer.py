"""Files customs papers ahead of the border."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..')))

from core.serving import serve_connections_only


class CustomsFiler:
    """Files customs papers ahead of the border.

    Its protocol was lost with its author: it takes connections and answers nobody.
    """


if __name__ == '__main__':
    serve_connections_only()
