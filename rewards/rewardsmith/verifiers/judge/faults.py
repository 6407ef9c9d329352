"""Whose fault is it that no reply came?  What the client raised, as a reason and a way on.

Nothing that is raised leaves this package: an exception of the client carries the request with its
headers.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import openai

from rewardsmith.types import Reason
from rewardsmith.verifiers.judge.endpoint import Secret
from rewardsmith.verifiers.judge.reading import Fault

Then = Literal["stop", "retry", "wait", "plain"]
"""What next?  Nothing; again after a pause; again when the server allows; again without extras."""

_SHOWN = 160
_OVERFLOW = ("context_length_exceeded", "maximum context length", "context window", "too long")
_FILTERED = ("content_filter", "content_policy", "responsible_ai")


@dataclass(frozen=True, slots=True)
class Failure:
    """One request without a reply.

    ``wait_s``: how long the server asks for (None: it does not say).  ``systemic``: the next
    question would fare no better.
    """

    fault: Fault
    then: Then = "stop"
    wait_s: float | None = None
    systemic: bool = True


def failure_of(error: openai.OpenAIError, secret: Secret) -> Failure:
    """What went wrong, and what is to be done about it?"""
    if isinstance(error, openai.APITimeoutError):
        return Failure(Fault(Reason.ENDPOINT_TIMEOUT, "the endpoint did not answer"), "retry")
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, secret)
    cause = type(error.__cause__ or error).__name__
    what = f"no connection ({cause}); is it running? On this machine: rewardsmith judge serve"
    return Failure(Fault(Reason.ENDPOINT_ERROR, what), "retry")


def _of_status(error: openai.APIStatusError, secret: Secret) -> Failure:
    status, said = error.status_code, _said(error)
    wait_s = retry_after_s(error.response.headers)
    fault = Fault(Reason.ENDPOINT_ERROR, secret.scrub(f"HTTP {status}: {said}")[:_SHOWN])
    if status == 429:
        limited = Fault(Reason.RATE_LIMITED, fault.detail)
        return Failure(limited, "stop" if "insufficient_quota" in said else "wait", wait_s)
    if status in {408, 409, 425} or status >= 500:
        return Failure(fault, "wait" if wait_s is not None else "retry", wait_s)
    if status in {401, 403}:
        return Failure(_mend(fault, f"export {secret.variable}=… with a key that it accepts"))
    if status in {404, 405}:
        return Failure(_mend(fault, "look at base_url and model"))
    return _of_refused_request(fault, said)


def _of_refused_request(fault: Fault, said: str) -> Failure:
    """What about a request that the server does not like: 400, 413, 422, …?"""
    if any(word in said for word in _FILTERED):
        return Failure(Fault(Reason.REFUSED, fault.detail), systemic=False)
    if "413" in fault.detail[:9] or any(word in said for word in _OVERFLOW):
        # A completion can bring this about, so it counts against the budget for our own limits.
        return Failure(Fault(Reason.OWN_LIMIT, fault.detail), systemic=False)
    return Failure(fault, "plain", systemic=False)


def _mend(fault: Fault, what: str) -> Fault:
    return Fault(fault.reason, f"{fault.detail}; {what}")


def _said(error: openai.APIStatusError) -> str:
    """The server's code and message."""
    body: Any = error.body
    if not isinstance(body, Mapping):
        return str(body or "")[:_SHOWN]
    fields = cast("Mapping[str, Any]", body)
    return " ".join(str(fields[key]) for key in ("code", "type", "message") if fields.get(key))


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How many seconds does ``Retry-After`` ask for?  Seconds or a date; None where neither.

    >>> retry_after_s({"retry-after": "1.5"}), retry_after_s({"retry-after": "soon"})
    (1.5, None)
    """
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        text = headers.get("retry-after", "")
        date = email.utils.parsedate_tz(text)
        seconds = email.utils.mktime_tz(date) - time.time() if date else float(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds) if seconds < float("inf") else None
