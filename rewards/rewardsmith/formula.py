"""How a verifier prints: as the Python expression that builds it."""

from __future__ import annotations

from rewardsmith.compose import Max, Min, Nary, OrElse, Product
from rewardsmith.sums import Sum, is_plain
from rewardsmith.verifier import Verifier

_SIGNS: dict[type[Nary], str] = {Product: " * ", Min: " & ", Max: " | "}


def formula(verifier: Verifier) -> str:
    """Which expression builds this verifier?

    Operators where they rebuild it exactly, the constructor elsewhere; only fields that differ
    from their defaults are shown.
    """
    text = _operators(verifier)
    if text is None:
        return _constructor(verifier)
    if verifier.name is None:
        return text
    return f"({text}).named({verifier.name!r})"


def _operators(verifier: Verifier) -> str | None:
    """The expression by operators, or None where they would build something else."""
    if isinstance(verifier, Sum) and _is_operator_sum(verifier):
        return _sum(verifier)
    if isinstance(verifier, Nary) and _is_operator_chain(verifier):
        if isinstance(verifier, OrElse):
            first, *rest = verifier.of
            return _atom(first) + "".join(f".or_else({formula(part)})" for part in rest)
        return _SIGNS[type(verifier)].join(map(_atom, verifier.of))
    return None


def _is_operator_sum(verifier: Sum) -> bool:
    return verifier.required is None and not any(is_plain(term) for term in verifier.children)


def _is_operator_chain(verifier: Nary) -> bool:
    merged = any(type(part) is type(verifier) and part.name is None for part in verifier.of)
    return len(verifier.of) > 1 and not merged


def _sum(verifier: Sum) -> str:
    weighted = len(verifier.of) == 1
    parts: list[str] = []
    for weight, term in verifier.of:
        sign = "-" if weight < 0 else "+"
        size = abs(weight)
        body = _atom(term) if size == 1.0 and not weighted else f"{size!r} * {_atom(term)}"
        parts.append(f" {sign} {body}" if parts else ("-" if weight < 0 else "") + body)
    return "".join(parts)


def _atom(verifier: Verifier) -> str:
    """The expression, in parentheses where an operator around it would take it apart."""
    text = formula(verifier)
    bare = verifier.name is not None or isinstance(verifier, OrElse) or _operators(verifier) is None
    return text if bare else f"({text})"


def _constructor(verifier: Verifier) -> str:
    """``Class(field=value, …)`` with the fields that are not at their default."""
    shown = [
        f"{name}={getattr(verifier, name)!r}"
        for name, field in type(verifier).model_fields.items()
        if name != "kind" and (field.is_required() or getattr(verifier, name) != field.default)
    ]
    return f"{type(verifier).__name__}({', '.join(shown)})"
