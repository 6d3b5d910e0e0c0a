from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

from promptward.kernels import ForkProvisioner, ForkServer
from promptward.kernels.provisioner import NOTEBOOK

PRELOAD = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipywidgets", "anywidget")


@pytest.fixture
def folder():
    # IPC addresses are limited to about 100 characters; pytest's own folders are longer.
    with tempfile.TemporaryDirectory(prefix="pwk") as name:
        yield Path(name)


@pytest.fixture
async def forkserver(folder):
    server = ForkServer(PRELOAD, folder=folder / "k")
    await server.start()
    factory = KernelProvisionerFactory.instance()
    before, factory.default_provisioner_name = factory.default_provisioner_name, "promptward-fork"
    ForkProvisioner.forkserver = server
    yield server
    ForkProvisioner.forkserver = None
    factory.default_provisioner_name = before
    await server.stop()


@pytest.fixture
def write_notebook(folder):
    def write(*cells: str, name: str = "n") -> Path:
        path = folder / f"{name}.ipynb"
        sources = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
        path.write_text(json.dumps({"cells": sources, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        return path

    return write


@pytest.fixture
async def start_kernel(folder):
    """Starts kernels through jupyter_client, as Voilà does; ends them all afterwards."""
    managers: list[AsyncKernelManager] = []

    async def start(notebook: Path | None = None, **env: str) -> AsyncKernelManager:
        number = len(managers)
        manager = AsyncKernelManager(transport="ipc", connection_file=str(folder / f"c{number}.json"))
        manager.ip = str(folder / f"i{number}")
        managers.append(manager)
        if notebook:
            env[NOTEBOOK] = str(notebook)
        await manager.start_kernel(env=env)
        return manager

    yield start
    for manager in managers:
        await manager.shutdown_kernel(now=True)
        await manager.cleanup_resources()


@pytest.fixture
def run_code():
    async def run(manager: AsyncKernelManager, code: str) -> str:
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=30)
            printed: list[str] = []

            def keep(message):
                if message["msg_type"] == "stream":
                    printed.append(message["content"]["text"])

            reply = await client.execute_interactive(code, output_hook=keep, timeout=30)
            assert reply["content"]["status"] == "ok", reply["content"]
            return "".join(printed).strip()
        finally:
            client.stop_channels()

    return run
