"""Tuples, lists, sets, intervals, unions, inequalities, matrices, plus-minus."""
# ruff: noqa: ARG005  (all rewrites of the tables have one signature)

from __future__ import annotations

import re
from random import Random

from rewardsmith.bench.metamorphic.family import Family, Parts
from rewardsmith.bench.metamorphic.writing import NUMBER, STRICTNESS, TURNED, distinct


def _items(p: Parts) -> list[str]:
    return [item.strip() for item in p[0].split(",")]


def _changed(items: list[str], rng: Random) -> list[str]:
    """One item increased past all others, so that no other order gives the old items."""
    at = rng.randrange(len(items))
    return [*items[:at], str(max(map(int, items)) + 1), *items[at + 1 :]]


def _turned(items: list[str]) -> list[str] | None:
    turned = items[1:] + items[:1]
    return turned if turned != items else None


def _tuple(items: list[str] | None) -> str | None:
    return f"({', '.join(items)})" if items else None


TUPLE = Family(
    "tuple",
    lambda rng: f"({', '.join(distinct(rng, rng.randrange(2, 5)))})",
    re.compile(rf"\(({NUMBER}(?:, ?{NUMBER}){{1,5}})\)"),
    {
        "sized": lambda p, r: rf"\left({', '.join(_items(p))}\right)",
        "tight": lambda p, r: f"({','.join(_items(p))})",
        "wide": lambda p, r: f"( {' , '.join(_items(p))} )",
        "named": lambda p, r: f"(x, y) = ({', '.join(_items(p))})" if len(_items(p)) == 2 else None,
        "unreduced": lambda p, r: _tuple([rf"\frac{{{2 * int(i)}}}{{2}}" for i in _items(p)]),
        "decimals": lambda p, r: _tuple([f"{item}.0" for item in _items(p)]),
        "full_width": lambda p, r: f"（{'，'.join(_items(p))}）",
    },
    {
        "item_changed": lambda p, r: _tuple(_changed(_items(p), r)),
        "item_dropped": lambda p, r: (
            f"({_items(p)[0]})" if len(_items(p)) == 2 else _tuple(_items(p)[:-1])
        ),
        "item_added": lambda p, r: _tuple([*_items(p), "0"]),
        "turned": lambda p, r: _tuple(_turned(_items(p))),
        "as_set": lambda p, r: rf"\{{{', '.join(_items(p))}\}}",
        "closed": lambda p, r: f"[{', '.join(_items(p))}]" if len(_items(p)) == 2 else None,
        "half_open": lambda p, r: f"[{', '.join(_items(p))})" if len(_items(p)) == 2 else None,
        "added_up": lambda p, r: str(sum(map(int, _items(p)))),
        "negated": lambda p, r: (
            _tuple([str(-int(item)) for item in _items(p)]) if any(map(int, _items(p))) else None
        ),
        "nested": lambda p, r: rf"({', '.join(_items(p))}), (0, 0)",
    },
    {"bare": lambda p, r: ", ".join(_items(p))},
)

LIST = Family(
    "list",
    lambda rng: ", ".join(distinct(rng, rng.randrange(2, 6))),
    re.compile(rf"({NUMBER}(?:, {NUMBER}){{1,7}})"),
    {
        "reversed": lambda p, r: ", ".join(reversed(_items(p))),
        "and": lambda p, r: rf"{', '.join(_items(p)[:-1])} \text{{ and }} {_items(p)[-1]}",
        "or": lambda p, r: rf"{', '.join(_items(p)[:-1])} \text{{ or }} {_items(p)[-1]}",
        "semicolons": lambda p, r: "; ".join(_items(p)),
        "named": lambda p, r: ", ".join(f"x = {item}" for item in _items(p)),
        "indexed_name": lambda p, r: f"x = {', '.join(_items(p))}",
        "decimals": lambda p, r: ", ".join(f"{item}.0" for item in _items(p)),
        "quad": lambda p, r: r",\quad ".join(_items(p)),
        "chinese": lambda p, r: "、".join(_items(p)),
    },
    {
        "item_changed": lambda p, r: ", ".join(_changed(_items(p), r)),
        "item_dropped": lambda p, r: ", ".join(_items(p)[:-1]),
        "item_added": lambda p, r: f"{', '.join(_items(p))}, {max(map(int, _items(p))) + 7}",
        "first_twice": lambda p, r: ", ".join([_items(p)[0], *_items(p)[:-1]]),
        "every_value": lambda p, r: ", ".join(map(str, range(-60, 101))),
        "added_up": lambda p, r: str(sum(map(int, _items(p)))),
        "as_range": lambda p, r: (
            rf"{min(map(int, _items(p)))} \le x \le {max(map(int, _items(p)))}"
        ),
        "negated": lambda p, r: (
            ", ".join(str(-int(item)) for item in _items(p))
            if sorted(map(int, _items(p))) != sorted(-int(i) for i in _items(p))
            else None
        ),
        "plus_minus": lambda p, r: (
            rf"\pm {_items(p)[0]}, {', '.join(_items(p)[1:])}" if int(_items(p)[0]) else None
        ),
    },
    {"as_set": lambda p, r: rf"\{{{', '.join(_items(p))}\}}"},
)

SET = Family(
    "set",
    lambda rng: rf"\{{{', '.join(distinct(rng, rng.randrange(2, 6)))}\}}",
    re.compile(rf"\\\{{({NUMBER}(?:, ?{NUMBER}){{1,7}})\\\}}"),
    {
        "reversed": lambda p, r: rf"\{{{', '.join(reversed(_items(p)))}\}}",
        "sized": lambda p, r: rf"\left\{{{', '.join(_items(p))}\right\}}",
        "repeated": lambda p, r: rf"\{{{', '.join([*_items(p), _items(p)[0]])}\}}",
        "lettered": lambda p, r: rf"S = \{{{', '.join(_items(p))}\}}",
        "member": lambda p, r: rf"x \in \{{{', '.join(_items(p))}\}}",
        "braces_by_name": lambda p, r: rf"\lbrace {', '.join(_items(p))} \rbrace",
    },
    {
        "item_changed": lambda p, r: rf"\{{{', '.join(_changed(_items(p), r))}\}}",
        "item_dropped": lambda p, r: rf"\{{{', '.join(_items(p)[:-1])}\}}",
        "item_added": lambda p, r: rf"\{{{', '.join(_items(p))}, 101\}}",
        "empty": lambda p, r: r"\emptyset",
        "as_tuple": lambda p, r: f"({', '.join(_items(p))})",
        "as_interval": lambda p, r: f"[{min(map(int, _items(p)))}, {max(map(int, _items(p)))}]",
        "set_of_set": lambda p, r: rf"\{{\{{{', '.join(_items(p))}\}}\}}",
    },
    {"bare": lambda p, r: ", ".join(_items(p))},
)

_OPEN = {"(": "[", "[": "("}
_CLOSE = {")": "]", "]": ")"}
_RELATION = {"(": "<", "[": r"\le", ")": "<", "]": r"\le"}


def _sample_interval(rng: Random) -> str:
    low = rng.randrange(-50, 50)
    high = low + rng.randrange(2, 60)
    opening, closing = rng.choice(("(]", "[)", "[]"))  # "()" would be a point
    return f"{opening}{low}, {high}{closing}"


INTERVAL = Family(
    "interval",
    _sample_interval,
    re.compile(rf"(?=.*[\[\]])([(\[])({NUMBER}), ?({NUMBER})([)\]])"),
    {
        "sized": lambda p, r: rf"\left{p[0]}{p[1]}, {p[2]}\right{p[3]}",
        "member": lambda p, r: rf"x \in {p[0]}{p[1]}, {p[2]}{p[3]}",
        "tight": lambda p, r: f"{p[0]}{p[1]},{p[2]}{p[3]}",
        "domain": lambda p, r: rf"D = {p[0]}{p[1]}, {p[2]}{p[3]}",
        "big": lambda p, r: rf"\big{p[0]}{p[1]}, {p[2]}\big{p[3]}",
        "unreduced": lambda p, r: rf"{p[0]}\frac{{{3 * int(p[1])}}}{{3}}, {p[2]}{p[3]}",
    },
    {
        "left_end": lambda p, r: f"{_OPEN[p[0]]}{p[1]}, {p[2]}{p[3]}",
        "right_end": lambda p, r: f"{p[0]}{p[1]}, {p[2]}{_CLOSE[p[3]]}",
        "low": lambda p, r: f"{p[0]}{int(p[1]) - 1}, {p[2]}{p[3]}",
        "high": lambda p, r: f"{p[0]}{p[1]}, {int(p[2]) + 1}{p[3]}",
        "half_line": lambda p, r: rf"{p[0]}{p[1]}, \infty)",
        "list_of_ends": lambda p, r: f"{p[1]} and {p[2]}",
        "set_of_ends": lambda p, r: rf"\{{{p[1]}, {p[2]}\}}",
        "complement": lambda p, r: rf"(-\infty, {p[1]}) \cup ({p[2]}, \infty)",
        "inequality": lambda p, r: rf"{p[1]} {_RELATION[p[0]]} x {_RELATION[p[3]]} {int(p[2]) + 1}",
        "other_sign": lambda p, r: (
            f"{p[1]} {'<' if p[0] == '[' else '<='} x {_RELATION[p[3]]} {p[2]}"
        ),
        "one_sided": lambda p, r: f"x {_RELATION[p[3]]} {p[2]}",
        "length": lambda p, r: str(int(p[2]) - int(p[1])),
    },
    {
        "inequality": lambda p, r: rf"{p[1]} {_RELATION[p[0]]} x {_RELATION[p[3]]} {p[2]}",
        "turned": lambda p, r: (
            f"{p[2]} {_RELATION[p[3]].replace('<', '>').replace('le', 'ge')} x "
            f"{_RELATION[p[0]].replace('<', '>').replace('le', 'ge')} {p[1]}"
        ),
    },
)


def _sample_union(rng: Random) -> str:
    low = rng.randrange(-50, 50)
    return rf"(-\infty, {low}) \cup ({low + rng.randrange(1, 40)}, \infty)"


UNION = Family(
    "union",
    _sample_union,
    re.compile(rf"\(-\\infty, ?({NUMBER})\) ?\\cup ?\(({NUMBER}), ?\\infty\)"),
    {
        "exchanged": lambda p, r: rf"({p[1]}, \infty) \cup (-\infty, {p[0]})",
        "unicode": lambda p, r: f"(-∞, {p[0]}) ∪ ({p[1]}, ∞)",
        "plus_infinity": lambda p, r: rf"(-\infty, {p[0]}) \cup ({p[1]}, +\infty)",
        "member": lambda p, r: rf"x \in (-\infty, {p[0]}) \cup ({p[1]}, \infty)",
    },
    {
        "closed_left": lambda p, r: rf"(-\infty, {p[0]}] \cup ({p[1]}, \infty)",
        "closed_right": lambda p, r: rf"(-\infty, {p[0]}) \cup [{p[1]}, \infty)",
        "intersection": lambda p, r: rf"(-\infty, {p[0]}) \cap ({p[1]}, \infty)",
        "one_part": lambda p, r: rf"(-\infty, {p[0]})",
        "between": lambda p, r: f"({p[0]}, {p[1]})" if p[0] != p[1] else None,
        "end": lambda p, r: rf"(-\infty, {p[0]}) \cup ({int(p[1]) + 1}, \infty)",
        "everything": lambda p, r: r"(-\infty, \infty)",
        "inequality": lambda p, r: rf"x < {p[0]} \text{{ or }} x > {int(p[1]) + 1}",
    },
    {
        "inequalities": lambda p, r: rf"x < {p[0]} \text{{ or }} x > {p[1]}",
    },
)

_ENDS = {
    "<": ("(-\\infty, ", ")"),
    r"\le": ("(-\\infty, ", "]"),
    ">": ("(", ", \\infty)"),
    r"\ge": ("[", ", \\infty)"),
}

INEQUALITY = Family(
    "inequality",
    lambda rng: rf"x {rng.choice(list(TURNED))} {rng.randrange(-60, 60)}",
    re.compile(rf"([a-df-hj-z]) (<|>|\\le|\\ge) ({NUMBER})"),
    {
        "turned": lambda p, r: f"{p[2]} {TURNED[p[1]]} {p[0]}",
        "negated_sides": lambda p, r: f"-{p[0]} {TURNED[p[1]]} {-int(p[2])}",
        "scaled": lambda p, r: f"3{p[0]} {p[1]} {3 * int(p[2])}",
        "moved": lambda p, r: f"{p[0]} - ({p[2]}) {p[1]} 0",
        "symbol": lambda p, r: f"{p[0]} {'≤≥'['ge' in p[1]]} {p[2]}" if "e" in p[1] else None,
        "slanted": lambda p, r: rf"{p[0]} {p[1]}qslant {p[2]}" if "e" in p[1] else None,
    },
    {
        "direction": lambda p, r: f"{p[0]} {TURNED[p[1]]} {p[2]}",
        "strictness": lambda p, r: f"{p[0]} {STRICTNESS[p[1]]} {p[2]}",
        "bound": lambda p, r: f"{p[0]} {p[1]} {int(p[2]) + 1}",
        "equation": lambda p, r: f"{p[0]} = {p[2]}",
        "value": lambda p, r: p[2],
        "variable": lambda p, r: f"w {p[1]} {p[2]}",
        "sign_kept": lambda p, r: f"-{p[0]} {p[1]} {-int(p[2])}",
        "other_interval": lambda p, r: _ENDS[TURNED[p[1]]][0] + p[2] + _ENDS[TURNED[p[1]]][1],
        "not_equal": lambda p, r: rf"{p[0]} \ne {p[2]}",
    },
    {"interval": lambda p, r: _ENDS[p[1]][0] + p[2] + _ENDS[p[1]][1]},
)


def _matrix(rows: list[list[str]], name: str = "pmatrix") -> str:
    body = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{{name}}} {body} \end{{{name}}}"


def _sample_matrix(rng: Random) -> str:
    width, height = rng.randrange(1, 4), rng.randrange(2, 4)
    numbers = distinct(rng, width * height)
    return _matrix([numbers[at : at + width] for at in range(0, len(numbers), width)])


def _rows(p: Parts) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("&")] for row in p[0].split(r"\\")]


def _transposed(p: Parts) -> str | None:
    rows = _rows(p)
    turned = [list(column) for column in zip(*rows, strict=True)]
    return _matrix(turned) if turned != rows else None


def _cell_changed(p: Parts, rng: Random) -> str:
    rows = _rows(p)
    row = rng.randrange(len(rows))
    column = rng.randrange(len(rows[row]))
    rows[row][column] = str(int(rows[row][column]) + 1)
    return _matrix(rows)


MATRIX = Family(
    "matrix",
    _sample_matrix,
    re.compile(r"\\begin\{pmatrix\} ?((?:-?\d{1,6}(?: ?(?:&|\\\\) ?)?){2,25}) ?\\end\{pmatrix\}"),
    {
        "brackets": lambda p, r: _matrix(_rows(p), "bmatrix"),
        "small": lambda p, r: rf"\left({_matrix(_rows(p), 'smallmatrix')}\right)",
        "array": lambda p, r: (
            r"\left[\begin{array}{"
            + "c" * len(_rows(p)[0])
            + "}"
            + r"\\".join("&".join(row) for row in _rows(p))
            + r"\end{array}\right]"
        ),
        "spaced_rows": lambda p, r: _matrix(_rows(p)).replace(r" \\ ", r" \\[4pt] "),
        "new_lines": lambda p, r: _matrix(_rows(p)).replace(r" \\ ", "\\\\\n"),
        "named": lambda p, r: f"A = {_matrix(_rows(p))}",
        "decimals": lambda p, r: _matrix([[f"{cell}.0" for cell in row] for row in _rows(p)]),
    },
    {
        "cell": _cell_changed,
        "transposed": lambda p, r: _transposed(p),
        "rows_exchanged": lambda p, r: _matrix(_rows(p)[::-1]),
        "row_dropped": lambda p, r: _matrix(_rows(p)[:-1]),
        "flat": lambda p, r: (
            f"({', '.join(cell for row in _rows(p) for cell in row)})"
            if len(_rows(p)[0]) > 1
            else None
        ),
        "determinant": lambda p, r: _matrix(_rows(p), "vmatrix"),
        "doubled": lambda p, r: f"2{_matrix(_rows(p))}",
        "negated": lambda p, r: f"-{_matrix(_rows(p))}",
    },
)


def _sample_plus_minus(rng: Random) -> str:
    return rf"{rng.randrange(1, 30)} \pm {rng.randrange(2, 30)}"


PLUS_MINUS = Family(
    "plus_minus",
    _sample_plus_minus,
    re.compile(r"(\d{1,6}) \\pm (\d{1,6})"),
    {
        "two_values": lambda p, r: f"{int(p[0]) + int(p[1])}, {int(p[0]) - int(p[1])}",
        "written_out": lambda p, r: f"{p[0]} - {p[1]}, {p[0]} + {p[1]}",
        "named": lambda p, r: rf"x = {p[0]} \pm {p[1]}",
        "two_equations": lambda p, r: rf"x = {p[0]} + {p[1]} \text{{ or }} x = {p[0]} - {p[1]}",
        "minus_plus": lambda p, r: rf"{p[0]} \mp {p[1]}",
        "unicode": lambda p, r: f"{p[0]} ± {p[1]}",
        "set": lambda p, r: rf"\{{{int(p[0]) - int(p[1])}, {int(p[0]) + int(p[1])}\}}",
    },
    {
        "plus": lambda p, r: f"{p[0]} + {p[1]}",
        "minus": lambda p, r: f"{p[0]} - {p[1]}",
        "shifted": lambda p, r: rf"{int(p[0]) + 1} \pm {p[1]}",
        "spread": lambda p, r: rf"{p[0]} \pm {int(p[1]) + 1}",
        "without_middle": lambda p, r: rf"\pm {p[1]}",
        "interval": lambda p, r: f"[{int(p[0]) - int(p[1])}, {int(p[0]) + int(p[1])}]",
        "exchanged": lambda p, r: rf"{p[1]} \pm {p[0]}" if p[0] != p[1] else None,
        "third_value": lambda p, r: rf"{p[0]} \pm {p[1]}, {p[0]}",
    },
)

FAMILIES = (TUPLE, LIST, SET, INTERVAL, UNION, INEQUALITY, MATRIX, PLUS_MINUS)
