"""The load client speaks the websocket protocol that browsers speak."""

from __future__ import annotations

from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

from promptward.load.kernel import packed, unpacked


def test_jupyter_reads_what_we_send():
    header = {"msg_id": "a", "msg_type": "comm_open"}
    channel, parts = deserialize_msg_from_ws_v1(
        packed("shell", header, {"version": "1.0.0"}, {"comm_id": "ổn"})
    )
    assert channel == "shell"
    assert [bytes(part) for part in parts] == [
        b'{"msg_id": "a", "msg_type": "comm_open"}',
        b"{}",
        b'{"version": "1.0.0"}',
        b'{"comm_id": "\\u1ed5n"}',
    ]


def test_we_read_what_jupyter_sends():
    parts = [b"", b'{"msg_type": "status"}', b'{"msg_id": "a"}', b"{}", b'{"x": 1}', b"\x00buffer"]
    message = serialize_msg_to_ws_v1(parts[1:], "iopub")
    assert unpacked(message) == ({"msg_type": "status"}, {"msg_id": "a"}, b'{"x": 1}')
