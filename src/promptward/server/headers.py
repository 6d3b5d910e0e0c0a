"""The headers that tell a browser what our pages may do."""

from __future__ import annotations

PLAIN_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""On every answer, whatever it carries. `Server` is taken away elsewhere."""


def content_policy(nonce: str, host: str) -> str:
    """What a page may load: our own files, and scripts that carry its `nonce`; nothing from elsewhere.

    `blob:` is where anywidget runs a widget's module; ipywidgets sets inline styles; older Safari does not
    read `'self'` as the page's own websocket, so `host` is named.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: 'nonce-{nonce}'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' blob: ws://{host} wss://{host}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
