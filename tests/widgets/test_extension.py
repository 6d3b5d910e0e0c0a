"""JupyterLab's own server hands out the scripts."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from promptward.widgets.folder import digest


@pytest.fixture(scope="module")
def lab(tmp_path_factory, root) -> Iterator[str]:
    """A Jupyter server under a base address, with our configuration file and nothing else."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("lab")
    config = root / "deploy/jupyter_server_config.d/promptward.json"
    (home / "jupyter_server_config.d").mkdir()
    (home / "jupyter_server_config.d" / "promptward.json").write_bytes(config.read_bytes())
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", f"--port={port}", "--allow-root"]
    command += ["--ServerApp.base_url=/lab/", "--IdentityProvider.token=t", f"--ServerApp.root_dir={home}"]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home),
        "HOME": str(home),
        "JUPYTER_DATA_DIR": str(home),
    }
    with (home / "log").open("w") as log, subprocess.Popen(command, env=environment, stderr=log) as server:
        base = f"http://127.0.0.1:{port}/lab/"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{base}api?token=t").close()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield base
        server.terminate()


def test_a_script_and_its_imports_are_served_for_ever(lab) -> None:
    """`widget.js` and every module it imports by relative address come from one folder, cacheable."""
    with urllib.request.urlopen(f"{lab}promptward/static/{digest()}/widget.js") as answer:
        source = answer.read().decode()
        assert "immutable" in answer.headers["Cache-Control"]
        assert "javascript" in answer.headers["Content-Type"]
    for name in re.findall(r'from "\./(\w+\.js)"', source):
        urllib.request.urlopen(f"{lab}promptward/static/{digest()}/{name}").close()


@pytest.mark.parametrize(
    "path", ["../exercise.py", "%2e%2e/exercise.py", "..%2fexercise.py", "exercise.py", ""]
)
def test_nothing_else_of_the_package_is_served(lab, path) -> None:
    """Only scripts, styles and patterns of the one folder."""
    with pytest.raises(urllib.error.HTTPError, match=r"404|403"):
        urllib.request.urlopen(f"{lab}promptward/static/{digest()}/{path}")


def test_the_configuration_names_an_importable_extension(root) -> None:
    """The file that the wheel installs switches on exactly our extension."""
    config = json.loads((root / "deploy/jupyter_server_config.d/promptward.json").read_text("utf-8"))
    assert config == {"ServerApp": {"jpserver_extensions": {"promptward.widgets.extension": True}}}
