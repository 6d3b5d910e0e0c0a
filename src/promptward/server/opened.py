"""Pages of notebooks that have run before: rendered once, re-served to everybody with their own kernel."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import nbformat

from promptward.kernels import ForkServer, Opened
from promptward.server.rendering import WIDGET, Page, PageError, Renderer

KERNEL = "@@promptward-kernel@@"
PERSONAL = ("exercise", "nonce")
"""What differs from page to page; the rest of a page is the same for everybody in a language."""


class OpenedPages:
    """Serves pages by forking a kernel in which the notebook has already run."""

    def __init__(self, renderer: Renderer, forks: ForkServer) -> None:
        self._renderer = renderer
        self._forks = forks
        self._pages: dict[tuple[Path, str], tuple[Opened, str]] = {}
        self._personal: dict[Path, bool] = {}

    def suits(self, path: Path) -> bool:
        """Whether the notebook does not depend on the person: one that does says so in its metadata."""
        if path not in self._personal:
            about: dict[str, Any] = self._renderer.notebook(path).metadata.get("promptward", {})
            self._personal[path] = bool(about.get("personal", False))
        return not self._personal[path]

    async def open(self, path: Path) -> Opened:
        """Run the notebook unless it has run. Raises ForkError when it cannot be."""
        return await self._forks.open(path)

    async def page(self, opened: Opened, path: Path, kernel_id: str, resources: dict[str, Any]) -> str:
        """The HTML for one person. Raises PageError when the notebook shows no widget."""
        key = (path, str(resources["lang"]))
        if key not in self._pages or self._pages[key][0] is not opened:
            self._pages[key] = opened, await self._render(opened, path, resources)
        html = self._pages[key][1].replace(KERNEL, kernel_id)
        for name in PERSONAL:
            html = html.replace(_mark(name), str(resources[name]))
        return html

    async def _render(self, opened: Opened, path: Path, resources: dict[str, Any]) -> str:
        if not any(WIDGET in output.get("data", {}) for cell in opened.outputs for output in cell):
            raise PageError(f"{path.name} came without a widget")
        shared = {**resources, **{name: _mark(name) for name in PERSONAL}}
        shown = _Shown(self._renderer, path, opened, shared)
        return str(await asyncio.wait_for(shown.generate_content_str(KERNEL), timeout=30))


def _mark(name: str) -> str:
    return f"@@promptward-{name}@@"


class _Shown(Page):
    """A notebook with the outputs of its earlier run; it starts nothing and runs nothing."""

    def __init__(self, renderer: Renderer, path: Path, opened: Opened, resources: dict[str, Any]) -> None:
        super().__init__(renderer, path, resources)
        for cell, outputs in zip(self.notebook.cells, opened.outputs, strict=True):
            if cell.cell_type == "code":
                cell.outputs = [nbformat.from_dict(output) for output in outputs]

    async def _jinja_kernel_start(self, nb: Any, kernel_id: str, kernel_future: Any) -> str:
        del nb, kernel_future
        return kernel_id

    async def _jinja_cell_generator(self, nb: Any, kernel_id: str) -> Any:
        del kernel_id
        for index, cell in enumerate(nb.cells):
            if not Renderer.repeats_title(index, cell):
                yield cell
