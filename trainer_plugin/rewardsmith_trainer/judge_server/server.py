"""The HTTP side: ``/v1/chat/completions`` and ``/v1/models``, on loopback only."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, cast

from rewardsmith_trainer.judge_server.constraint import SchemaError
from rewardsmith_trainer.judge_server.engine import Completion, Engine, Sampling, TooLongError

HOST = "127.0.0.1"
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_TOP_LOGPROBS = 20


class RequestError(ValueError):
    """Can this request not be served?  ``code`` is OpenAI's word for it."""

    def __init__(self, message: str, code: str = "invalid_request", status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class JudgeServer(ThreadingHTTPServer):
    """Serves one engine; ``with`` and ``serve_forever`` as any server of the standard library."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, engine: Engine, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.engine = engine

    @property
    def url(self) -> str:
        """What goes into ``base_url``?"""
        return f"http://{HOST}:{self.server_port}/v1"


def answer(engine: Engine, body: Mapping[str, Any]) -> dict[str, Any]:
    """Which chat completion answers this request?  RequestError for one that cannot be served."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise RequestError("messages: a list of {role, content}")
    if body.get("stream") or body.get("n", 1) != 1:
        raise RequestError("this server sends one whole reply: stream=false, n=1")
    try:
        done = engine.complete(_texts(cast("list[Any]", messages)), _schema(body), _sampling(body))
    except SchemaError as error:
        raise RequestError(f"response_format: {error}") from error
    except TooLongError as error:
        raise RequestError(str(error), "context_length_exceeded") from error
    return _completion(engine.name, done, with_logprobs=bool(body.get("logprobs")))


def _texts(messages: list[Any]) -> list[dict[str, str]]:
    for message in messages:
        if not isinstance(message, dict) or not isinstance(message.get("content"), str):  # pyright: ignore[reportUnknownMemberType]
            raise RequestError("messages: every content is a string here")
    return [{"role": str(m.get("role", "user")), "content": m["content"]} for m in messages]


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    form = body.get("response_format") or {"type": "text"}
    match form:
        case {"type": "json_schema", "json_schema": {"schema": dict() as schema}}:  # pyright: ignore[reportUnknownVariableType]
            return cast("dict[str, Any]", schema)
        case {"type": "json_object"}:
            return {"type": "object"}
        case {"type": "text"}:
            return None
        case _:
            raise RequestError(f"response_format: not {form!r:.80}")


def _sampling(body: Mapping[str, Any]) -> Sampling:
    limit = body.get("max_completion_tokens") or body.get("max_tokens") or 256
    top = body.get("top_logprobs") or 0 if body.get("logprobs") else 0
    numbers = (limit, body.get("temperature") or 0, body.get("seed") or 0, top)
    if not all(isinstance(n, int | float) and 0 <= n < 2**63 for n in numbers) or limit < 1:
        raise RequestError("max_tokens, temperature, seed and top_logprobs are numbers >= 0")
    return Sampling(int(limit), float(numbers[1]), int(numbers[2]), min(int(top), MAX_TOP_LOGPROBS))


def _completion(name: str, done: Completion, *, with_logprobs: bool) -> dict[str, Any]:
    choice: dict[str, Any] = {
        "index": 0,
        "finish_reason": done.finish,
        "message": {"role": "assistant", "content": done.text, "refusal": None},
        "logprobs": {"content": done.tokens} if with_logprobs else None,
    }
    usage = {"prompt_tokens": done.prompt_tokens, "completion_tokens": len(done.tokens)}
    return {
        "id": "chatcmpl-local",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": name,
        "choices": [choice],
        "usage": usage | {"total_tokens": sum(usage.values())},
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: JudgeServer  # pyright: ignore[reportIncompatibleVariableOverride]
    timeout: ClassVar[int] = 120  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        models = [{"id": self.server.engine.name, "object": "model", "owned_by": "local"}]
        if self.path == "/v1/models":
            self._send(200, {"object": "list", "data": models})
        else:
            self._fail(RequestError(f"no {self.path} here", "not_found", 404))

    def do_POST(self) -> None:
        try:
            if self.path != "/v1/chat/completions":
                raise RequestError(f"no {self.path} here", "not_found", 404)  # noqa: TRY301
            reply = answer(self.server.engine, self._body())
        except RequestError as error:
            self._fail(error)
        else:
            self._send(200, reply)

    def _body(self) -> Mapping[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            raise RequestError(
                f"a body of at most {MAX_BODY_BYTES} bytes, with its length", status=413
            )
        try:
            body: Any = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise RequestError("the body is no JSON") from error
        if not isinstance(body, dict):
            raise RequestError("the body is no JSON object")
        return cast("dict[str, Any]", body)

    def _fail(self, error: RequestError) -> None:
        told = {"message": str(error), "type": "invalid_request_error", "code": error.code}
        self._send(error.status, {"error": told})

    def _send(self, status: int, value: Mapping[str, Any]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base's name)
        """Nothing: a line a request is for servers that are looked at."""
