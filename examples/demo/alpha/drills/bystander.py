"""A program beside an agent that does nothing; what it was started with is all there is to see."""

import os
import sys

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), '..')))

from core.stray_process import StrayProcess

if __name__ == '__main__':
    StrayProcess('Bystander').run()
