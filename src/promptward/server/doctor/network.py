"""The way to this machine: its port, and its addresses in the room."""

from __future__ import annotations

import errno
import ipaddress
import socket

from promptward.server.addresses import addresses, is_own, lan_hosts, read_note
from promptward.server.doctor.signs import Sign, sign
from promptward.settings import Settings
from promptward.words import say


def port(settings: Settings, lang: str) -> Sign:
    """Whether the port is free, or taken by ourselves."""
    note = read_note(settings.data_dir)
    if note is not None and settings.port in (0, note.port):
        return sign("port", "ok", say(lang, "PromptWard is running here, on port {port}.", port=note.port))
    refused = bind_error(settings.ip, settings.port) or bind_error("0.0.0.0", settings.port)  # noqa: S104
    if refused == 0:
        return sign("port", "ok", say(lang, "Port {port} is free.", port=settings.port))
    if refused == errno.EADDRINUSE:
        found = say(lang, "Port {port} is taken by another program.", port=settings.port)
        mend = say(lang, "End that program, or take another port: `promptward serve --port 8900`.")
    elif refused == errno.EACCES:
        found = say(lang, "Port {port} is for administrators only.", port=settings.port)
        mend = say(lang, "Take a port above 1023: `promptward serve --port 8866`.")
    else:
        found = say(lang, "{ip} is not an address of this machine.", ip=settings.ip)
        mend = say(lang, "Remove the setting ip and start with `promptward serve --lan`.")
    return sign("port", "fail", found, mend)


def bind_error(host: str, number: int) -> int:
    """0 when we could listen there, else the system's error number; nothing listens meanwhile."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
            # Binding alone does not notice a listener that allowed sharing.
            probe.listen(1)
        except OSError as error:
            return error.errno or errno.EADDRNOTAVAIL
    return 0


def phones(settings: Settings, lang: str) -> Sign:
    """Whether other devices in the room can open the page."""
    if settings.public_url:
        found = say(lang, "People open {address}.", address=settings.public_url)
        return sign("phones", "ok", found)
    hosts = [host for host in lan_hosts() if not ipaddress.ip_address(host).is_link_local]
    reachable = [host for host in hosts if bind_error(host, 0) == 0]
    note = read_note(settings.data_dir)
    if note is not None and all(is_own(address) for address in note.addresses):
        found = say(lang, "The server that runs here can only be opened on this machine.")
        return sign("phones", "warn", found, say(lang, "Start it again with `promptward serve --lan`."))
    if not reachable:
        found = say(lang, "This machine is in no network that phones could share.")
        mend = say(lang, "Join the room's Wi-Fi or plug in its cable, then ask the doctor again.")
        return sign("phones", "warn", found, mend)
    open_to_all = settings.model_copy(update={"ip": "0.0.0.0"})  # noqa: S104 - only to name the addresses
    named = addresses(open_to_all, note.port if note else settings.port)
    shown = ", ".join(each for each in named if not is_own(each))
    found = say(lang, "With --lan, phones in this network open {address}. Try it with one.", address=shown)
    return sign("phones", "ok", found)
