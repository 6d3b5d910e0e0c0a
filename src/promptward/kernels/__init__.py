"""Fast kernels for Voilà: forked from a warm process instead of started from nothing.

This package stands alone: it imports nothing else of ours, so another Voilà site can lift it out. A
`ForkServer` keeps one *base* process with the heavy modules imported and, on demand, one *opened* process a
notebook in which its cells have already run; a kernel is a fork of one of them. `ForkProvisioner` is the
`jupyter_client` entry point that uses it, and falls back to ordinary kernels where it cannot.
"""

from __future__ import annotations

from promptward.kernels.forkserver import ForkError, ForkServer, Opened
from promptward.kernels.provisioner import ForkProvisioner

__all__ = ["ForkError", "ForkProvisioner", "ForkServer", "Opened"]
