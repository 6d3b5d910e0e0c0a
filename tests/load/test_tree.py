"""Memory and CPU are those of the whole tree, also of children that have ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from promptward.load.tree import left_over, listener, usage

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

PARENT = """
import subprocess, sys
busy = "import time\\nwhile time.process_time() < 0.3: pass"
subprocess.run([sys.executable, "-c", busy])
child = subprocess.Popen([sys.executable, "-c", "kept = b'x' * 60_000_000; print('up', flush=True); input()"],
                         stdin=subprocess.PIPE)
input()
child.communicate(b"\\n")
"""


def test_a_tree_counts_children_and_those_that_ended():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", PARENT], **pipes) as process:
        process.stdout.readline()
        found = usage(process.pid)
        assert found.pss > 60_000_000
        assert found.cpu >= 0.3
        assert len(found.processes) == 2
        assert left_over(found.processes) == 2
        process.communicate(b"\n")
    assert left_over(found.processes) == 0


def test_memory_is_left_out_when_nobody_asks():
    assert usage(os.getpid(), memory=False).pss == 0


def test_no_process_has_no_usage():
    assert usage(2**22 + 1) is None


def test_the_listener_of_a_port_is_found():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert listener(server.getsockname()[1]) == os.getpid()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        assert listener(silent.getsockname()[1]) is None
