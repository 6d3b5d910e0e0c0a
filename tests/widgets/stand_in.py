"""A stand-in for the server: the page contract and canned answers, so that the page is tested by itself.

`python stand_in.py` prints its port. `POST /control` with JSON sets what goes wrong: `fail` {op: status},
`grade` "good" | "gate" | "nearly", `shape`, `live`, `hold` (seconds before a grade comes), `reset`.
"""

from __future__ import annotations

# ruff: noqa: E501, T201 - a page of HTML, and a port for who started it
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import tornado.web
from babel.messages.pofile import read_po
from canned import GRADES, REPLY
from canned_kinds import KIND_GRADES, SHEETS, VIEWS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/promptward/widgets/static"
PARTS = [ROOT / "src/promptward/locale/vi.po"]
BASE = "/x/"
PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Bài tập</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{base}static/style.css"></head>
<body class="pw-page jp-Notebook"><header class="pw-header"><a class="pw-brand" href="{base}">PromptWard</a></header>
<main id="pw-exercise" class="pw-main"><section class="pw-card"><h1>{title}</h1><p>{scenario}</p></section>
<form id="pw-form" class="pw-card" method="post" action="{base}plain/e"><input type="hidden" name="_xsrf" value="t">
<input type="hidden" name="rev" value="{rev}"><div class="pw-field"><label for="pw-text">{ask}</label>
<textarea id="pw-text" name="text" rows="10">
{text}</textarea></div><p><button class="pw-button">Nộp bài</button></p></form></main>
<script type="application/json" id="pw-page">{page}</script>
<script type="module" src="{base}static/page.js"></script><div id="pw-notebook"></div></body></html>"""


def now() -> str:
    return datetime.now(UTC).isoformat()


class Desk:
    """One seat's state."""

    def __init__(self) -> None:
        self.lang, self.draft, self.displaced = "vi", None, None
        self.turns, self.attempts, self.keys, self.calls = [], [], {}, []
        self.hints, self.answers = [], []
        self.listeners: set[asyncio.Queue] = set()
        self.control = {
            "fail": {},
            "grade": "nearly",
            "shape": "prose",
            "live": False,
            "hold": 0.2,
            "shared": False,
            "kind": "prompt",
            "view": {},
        }

    @property
    def view(self):
        return {**VIEWS[self.control["kind"]], **self.control["view"]}

    def publish(self, event, data):
        for queue in self.listeners:
            queue.put_nowait((event, data))

    def state(self):
        revealed = {
            "hints": self.hints,
            "answers": self.answers,
            "hints_total": 2,
            "answers_total": 1,
            "answers_open_after": max(0, 2 - len(self.attempts)),
        }
        return {
            "exercise": self.view,
            "sheet": SHEETS.get(self.control["kind"]),
            "lang": self.lang,
            "role": "doctor",
            "name": "Hoa",
            "draft": self.draft,
            "displaced": self.displaced,
            "turns": self.turns,
            "attempts": self.attempts,
            "revealed": revealed,
            "limits": {"text": 20000},
        }

    def save(self, payload):
        held = self.draft or {"rev": 0, "response": {"text": ""}}
        if payload["base_rev"] != held["rev"] and payload["response"] != held["response"]:
            self.displaced = {"response": payload["response"], "saved_at": now(), "device": payload["device"]}
            return 409, {"error": {"code": "conflict", "message": "Có hai bản."}, "other": self.draft}
        self.draft = {
            "response": payload["response"],
            "rev": held["rev"] + 1,
            "saved_at": now(),
            "device": payload["device"],
        }
        return 200, {**self.draft, "masked": []}

    def send(self, payload):
        if "CCCD 000192012345" in payload["text"]:
            error = {
                "code": "identifiers",
                "message": "Chưa gửi: có thông tin nhận ra người.",
                "field": "text",
            }
            return 400, {"error": error, "spans": []}
        if "Lò Văn Păn" in payload["text"] and "Lò Văn Păn" not in payload["kept"]:
            start = payload["text"].index("Lò Văn Păn")
            error = {"code": "identifiers", "message": "Chưa gửi: có tên.", "field": "text"}
            return 400, {
                "error": error,
                "spans": [{"kind": "name", "start": start, "end": start + 10, "known": False}],
            }
        turn = {
            "turn": payload["turn"],
            "text": payload["text"],
            "status": "streaming",
            "reply": None,
            "error": None,
        }
        self.turns.append(turn)
        asyncio.get_running_loop().create_task(self.speak(turn))
        return 200, {"turn": payload["turn"]}

    async def speak(self, turn):
        about = {"turn": turn["turn"], "exercise": self.view["id"]}
        reply = {
            **REPLY,
            "shape": self.control["shape"],
            "live": self.control["live"],
            "model": "gemini" if self.control["live"] else "rehearsal",
        }
        for sentence in REPLY["sentences"]:
            await asyncio.sleep(0.05)
            self.publish("reply", {**about, "delta": sentence["text"] + " "})
        await asyncio.sleep(self.control.get("pause", 0.1))
        if self.control.get("model_fails"):
            turn.update(status="failed", error="AI chưa trả lời được. Nội dung vẫn còn.")
            self.publish("reply", {**about, "failed": True, "message": turn["error"]})
            return
        turn.update(status="done", reply=reply)
        self.publish("reply", {**about, "done": True, "reply": reply})

    def submit(self, payload):
        numbers = payload["response"]["answers"].get("numbers", {})
        for name, text in numbers.items():
            if text == "1.500":
                error = {"code": "ambiguous", "field": name, "message": "1.500 là 1500 hay 1,5?"}
                return 400, {"error": error}
        if payload["key"] not in self.keys:
            number = len(self.attempts) + 1
            receipt = {"number": number, "key": payload["key"], "submitted_at": now()}
            self.attempts.append(
                {
                    **receipt,
                    "kind": "later" if self.attempts else "first",
                    "response": payload["response"],
                    "grade": None,
                    "status": "grading",
                }
            )
            rev = (self.draft or {"rev": 0})["rev"] + 1
            self.draft = {
                "response": payload["response"],
                "rev": rev,
                "saved_at": now(),
                "device": payload["device"],
            }
            self.keys[payload["key"]] = {"receipt": receipt, "rev": rev}
            asyncio.get_running_loop().create_task(self.grade(self.attempts[-1]))
        return 200, self.keys[payload["key"]]

    async def grade(self, attempt):
        await asyncio.sleep(self.control["hold"])
        grade = KIND_GRADES.get(self.control["kind"]) or GRADES[self.control["grade"]]
        attempt.update(grade=grade, status="graded")
        self.publish(
            "graded", {"exercise": self.view["id"], "number": attempt["number"], "grade": attempt["grade"]}
        )

    def reveal(self, payload):
        if payload["what"] == "hint":
            self.hints.append(f"Gợi ý số {len(self.hints) + 1}: ai sẽ đọc phần này?")
        else:
            self.answers.append("Hãy soạn phần bàn giao theo SBAR cho bác sĩ trực đêm …")
        return 200, {"revealed": self.state()["revealed"]}

    def dispute(self, payload):
        return 200, {"id": 1}


desk = Desk()


class Page(tornado.web.RequestHandler):
    def get(self):
        page = {
            "base": BASE,
            "static": BASE + "static",
            "exercise": desk.view,
            "lang": desk.lang,
            "words": WORDS,
            "seat": {"name": "Hoa", "role": "doctor", "key": "k1", "shared": desk.control["shared"]},
            "kernel": "kid",
            "events": BASE + "api/events",
            "xsrf": "t",
            "draft": {"response": (desk.draft or {"response": {}})["response"]},
            "sheet": SHEETS.get(desk.control["kind"]),
        }
        escape = tornado.web.escape.xhtml_escape
        starter = (desk.view["starter"] or {"vi": ""})["vi"]
        draft = desk.draft or {"response": {"text": starter}, "rev": 0}
        texts = {name: escape(desk.view[name]["vi"]) for name in ("title", "scenario", "ask")}
        self.finish(
            PAGE.format(
                **texts,
                base=BASE,
                lang=desk.lang,
                rev=draft["rev"],
                text=escape(draft["response"]["text"]),
                page=json.dumps(page).replace("<", "\\u003c"),
            )
        )


class Operation(tornado.web.RequestHandler):
    async def post(self, op):
        payload = json.loads(self.request.body or b"{}")
        desk.calls.append([op, payload, self.request.headers.get("X-XSRFToken")])
        status = desk.control["fail"].get(op)
        if status:
            answer = {"error": {"code": "busy", "message": f"lỗi {status}"}}
        elif op == "state":
            status, answer = 200, desk.state()
        else:
            status, answer = getattr(desk, op)(payload)
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer))


class Events(tornado.web.RequestHandler):
    async def get(self):
        self.set_header("Content-Type", "text/event-stream")
        self.queue = asyncio.Queue()
        desk.listeners.add(self.queue)
        await self.flush()
        try:
            while item := await self.queue.get():
                self.write(f"event: {item[0]}\ndata: {json.dumps(item[1])}\n\n")
                await self.flush()
        except tornado.iostream.StreamClosedError:
            pass

    def on_connection_close(self):
        desk.listeners.discard(self.queue)
        self.queue.put_nowait(None)


class Control(tornado.web.RequestHandler):
    def post(self):
        wish = json.loads(self.request.body)
        if wish.pop("reset", False):
            desk.__init__()
        if "draft" in wish:
            desk.draft = wish.pop("draft")
        for event, data in wish.pop("publish", []):
            desk.publish(event, data)
        desk.control.update(wish)
        self.finish(
            json.dumps(
                {
                    "calls": desk.calls,
                    "draft": desk.draft,
                    "displaced": desk.displaced,
                    "attempts": desk.attempts,
                }
            )
        )


class Language(tornado.web.RequestHandler):
    def post(self):
        desk.lang = self.get_body_argument("lang")
        self.redirect(BASE, status=303)


def words() -> dict[str, str]:
    found = {}
    for part in PARTS:
        with part.open("rb") as file:
            found |= {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
    return found


class Health(tornado.web.RequestHandler):
    def get(self):
        self.write({"status": "ok"})


async def main() -> None:
    app = tornado.web.Application(
        [
            (BASE + "exercise/e", Page),
            (BASE + "api/events", Events),
            (BASE + "api/exercises/[^/]+/([a-z]+)", Operation),
            (BASE + "health", Health),
            (BASE + "control", Control),
            (BASE + "language", Language),
            (BASE + "static/(.*)", tornado.web.StaticFileHandler, {"path": str(STATIC)}),
        ]
    )
    server = app.listen(int(sys.argv[1]) if len(sys.argv) > 1 else 0, "127.0.0.1")
    print(next(iter(server._sockets.values())).getsockname()[1], flush=True)
    await asyncio.Event().wait()


WORDS = words()
if __name__ == "__main__":
    asyncio.run(main())
