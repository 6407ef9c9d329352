"""A scripted OpenAI-compatible endpoint on loopback: it behaves as badly as a test asks it to.

What it does is told by a word in the prompt, ``[[ok:4]]`` or ``[[http:503]]``, so that one server
serves answers of every kind at the same time.  It counts what reaches it.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

SCRIPT = re.compile(r"\[\[([a-z_]+)(?::([^\]]*))?\]\]")


@dataclass
class Seen:
    """What reached the server: each request's body and headers, when, and how many at once."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    prompts: Counter[str] = field(default_factory=Counter)
    now: int = 0
    most: int = 0


class ScriptedServer:
    """``with ScriptedServer() as server``: it listens at ``server.url`` until the block ends."""

    def __init__(self, latency_s: float = 0.0, script: str = "ok") -> None:
        self.seen, self.latency_s, self.script, self.argument = Seen(), latency_s, script, ""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def requests(self) -> int:
        """How many requests came?"""
        return len(self.seen.bodies)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self._talks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, backlog=512)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._ready.set()
        await self._stop.wait()
        server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            while (request := await read_request(reader)) is not None:
                self.seen.now += 1
                self.seen.most = max(self.seen.most, self.seen.now)
                try:
                    alive = await self._answer(*request, writer)
                finally:
                    self.seen.now -= 1
                if not alive:
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the test has ended
        finally:
            self._talks.discard(task)
            writer.close()

    async def _answer(
        self, headers: dict[str, str], body: dict[str, Any], writer: asyncio.StreamWriter
    ) -> bool:
        self.seen.bodies.append(body)
        self.seen.headers.append(headers)
        self.seen.times_s.append(time.monotonic())
        user = body["messages"][1]["content"]
        self.seen.prompts[user] += 1
        found = SCRIPT.search(user)
        deed, argument = (found[1], found[2] or "") if found else (self.script, self.argument)
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        is_repair = len(body["messages"]) > 2
        return await getattr(self, f"do_{deed}")(writer, argument, body, is_repair, headers)

    # The deeds: True where the connection lives on.

    async def do_ok(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """A proper verdict; the best one unless the script names another."""
        return await self.say(writer, completion(json.dumps(verdict(body, argument)), body))

    async def do_likely(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """A verdict with log-probabilities: ``likely:4=0.7,5=0.3``."""
        chances = [pair.split("=") for pair in argument.split(",")]
        head, digit, tail = '{"reasoning": "so", "score": ', chances[0][0], "}"
        top = [{"token": d, "logprob": math.log(float(p))} for d, p in chances]
        tokens = [
            {"token": head, "logprob": 0.0, "top_logprobs": [{"token": head, "logprob": 0.0}]},
            {"token": digit, "logprob": top[0]["logprob"], "top_logprobs": top},
            {"token": tail, "logprob": 0.0, "top_logprobs": [{"token": tail, "logprob": 0.0}]},
        ]
        reply = completion(head + digit + tail, body)
        reply["choices"][0]["logprobs"] = {"content": tokens}
        return await self.say(writer, reply)

    async def do_raw(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """These words as the reply, whatever they are (%-encoded)."""
        return await self.say(writer, completion(unquote(argument), body))

    async def do_mended(self, writer: Any, argument: str, body: Any, repair: bool, *_: Any) -> bool:
        """Nonsense first, a verdict when asked again."""
        text = json.dumps(verdict(body, argument)) if repair else "I would say it is fine."
        return await self.say(writer, completion(text, body))

    async def do_finish(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """A reply that ended for another reason: ``length``, ``content_filter``."""
        return await self.say(writer, completion('{"reasoning": "Well', body, finish=argument))

    async def do_refusal(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """OpenAI's refusal field."""
        reply = completion("", body)
        reply["choices"][0]["message"] |= {"content": None, "refusal": "I can't help with that."}
        return await self.say(writer, reply)

    async def do_envelope(self, writer: Any, argument: str, *_: Any) -> bool:
        """Status 200 with something that is no chat completion."""
        bodies = {
            "html": "<html>502</html>",
            "empty": "",
            "list": "[]",
            "none": '{"choices": []}',
            "null": '{"choices": [{"message": null}]}',
            "cut": '{"choices": [{"mess',
        }
        return await self.send(writer, 200, bodies[argument])

    async def do_choices(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """Two choices that contradict each other."""
        reply = completion(json.dumps(verdict(body, "0")), body)
        reply["choices"].append(completion(json.dumps(verdict(body, "1")), body)["choices"][0])
        return await self.say(writer, reply)

    async def do_http(
        self, writer: Any, argument: str, body: Any, repair: bool, headers: dict[str, str]
    ) -> bool:
        """An error of this status, whose message repeats the key, as real servers do in part."""
        said = f"Incorrect API key provided: {headers.get('authorization', '')}"
        error = {"error": {"message": said, "type": "server_error", "code": None}}
        return await self.send(writer, int(argument), json.dumps(error))

    async def do_code(self, writer: Any, argument: str, *_: Any) -> bool:
        """A 400 with this error code."""
        status = 429 if argument == "insufficient_quota" else 400
        error = {"error": {"message": "no", "type": "invalid_request_error", "code": argument}}
        return await self.send(writer, status, json.dumps(error))

    async def do_flaky(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """503 this many times for a prompt, then a verdict."""
        prompt = body["messages"][1]["content"]
        if self.seen.prompts[prompt] <= int(argument):
            return await self.send(writer, 503, "{}")
        return await self.do_ok(writer, "", body)

    async def do_limited(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """429 with ``Retry-After`` this often for a prompt, then a verdict: ``limited:2,0.2``."""
        times, after_s = argument.split(",")
        prompt = body["messages"][1]["content"]
        if self.seen.prompts[prompt] <= int(times):
            return await self.send(writer, 429, "{}", {"Retry-After": after_s})
        return await self.do_ok(writer, "", body)

    async def do_picky(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """400 to the fields that not every server knows."""
        if "response_format" in body or "logprobs" in body or "temperature" in body:
            return await self.send(writer, 400, '{"error": {"message": "unknown field"}}')
        return await self.do_ok(writer, "", body)

    async def do_hang(self, *_: Any) -> bool:
        """No answer at all."""
        await asyncio.sleep(3600)
        return False

    async def do_trickle(self, writer: Any, *_: Any) -> bool:
        """A body that comes a byte at a time, for ever."""
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n"
        )
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def do_hangup(self, *_: Any) -> bool:
        """The connection is closed without a word."""
        return False

    async def do_halfclosed(self, writer: Any, *_: Any) -> bool:
        """Half of an answer, then the sending side is closed."""
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
        )
        await writer.drain()
        writer.write_eof()
        return False

    async def do_slow(self, writer: Any, argument: str, body: dict[str, Any], *_: Any) -> bool:
        """A proper verdict after this many seconds."""
        await asyncio.sleep(float(argument))
        return await self.do_ok(writer, "", body)

    async def say(self, writer: Any, reply: dict[str, Any]) -> bool:
        """Answer 200 with this completion."""
        return await self.send(writer, 200, json.dumps(reply))

    async def send(
        self, writer: Any, status: int, text: str, headers: dict[str, str] | None = None
    ) -> bool:
        """Answer with this status and body."""
        body = text.encode()
        head = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = [
            f"HTTP/1.1 {status} X",
            *(f"{k}: {v}" for k, v in (head | (headers or {})).items()),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        return True


async def read_request(
    reader: asyncio.StreamReader,
) -> tuple[dict[str, str], dict[str, Any]] | None:
    """The headers and the JSON body of the next request; None at the end."""
    line = await reader.readline()
    if not line:
        return None
    headers: dict[str, str] = {}
    while (line := (await reader.readline()).strip()) != b"":
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return headers, json.loads(body)


def verdict(body: dict[str, Any], argument: str) -> dict[str, Any]:
    """A reply as the schema in the prompt asks for: the best one, or what is named."""
    schema = re.search(r"\{\"type\": \"object\".*\}", body["messages"][1]["content"])
    assert schema is not None
    properties = json.loads(schema[0])["properties"]
    if "winner" in properties:
        return {"reasoning": "A is better", "winner": argument or "A"}
    if "scores" in properties:
        members = properties["scores"]["properties"]
        values = (argument.split(",") if argument else []) + ["9"] * len(members)
        scores = {key: int(value) for key, value in zip(members, values, strict=False)}
        return {"reasoning": "compared", "scores": scores}
    best = max(properties["score"]["enum"])
    return {"reasoning": "it is", "score": int(argument) if argument else best}


def completion(text: str, body: dict[str, Any], finish: str = "stop") -> dict[str, Any]:
    """A chat completion with this text."""
    return {
        "id": "x",
        "object": "chat.completion",
        "model": body["model"],
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }
