"""Inputs made to hang, to crash, to fill the memory or to cheat: decided, quickly, everywhere."""

from __future__ import annotations

import asyncio
import math
import resource
import threading
import time
from pathlib import Path

import pytest

from rewardsmith.types import Reason, Rollout, Verdict
from rewardsmith.verifiers.math import MathEqual, warm

DEADLINE_S = 1.2
GROWTH_BYTES = 50_000_000

ATTACKS = {
    "tower": ("9^{9^{9^{9^9}}}", "42"),
    "tower, plain": ("9^9^9^9", "42"),
    "tower under a logarithm": (r"\log_{2}(2^{2^{2^{2^{5}}}})", "1"),
    "tower of a tower": (r"2^{2^{2^{2^{2^{2^{2}}}}}}", "42"),
    "tower modulo": (r"3^{3^{3^{3^3}}} \mod 7", "1"),
    "tower in an unknown function": (r"f(2^{2^{2^{40}}})", "f(2)"),
    "tower in a floor": (r"\lfloor 2^{2^{2^{40}}} \rfloor", "42"),
    "tiny": (r"\frac{1}{10^{10^{10}}}", "0"),
    "huge powers that differ": ("2^{1000000001}", "2^{1000000000}"),
    "huge factorial": ("10000000!", "42"),
    "factorial of a power": ("(10^{9})!", "42"),
    "factorials": ("9!!!!!", "42"),
    "nested factorials": ("((((9!)!)!)!)!", "42"),
    "huge binomial": (r"\binom{100000000}{50000000}", "42"),
    "gamma": (r"\Gamma(10^{80})", "1"),
    "scientific": ("1e1000000000", "1"),
    "scientific, many digits": ("1e" + "9" * 5000, "1"),
    "many digits": ("9" * 100_000, "42"),
    "many decimals": ("0." + "3" * 9_000, r"\frac13"),
    "deep brackets": ("(" * 200 + "x" + ")" * 200, "42"),
    "deep brackets, unclosed": ("(" * 5_000, "42"),
    "deep roots": (r"\sqrt{" * 300 + "2" + "}" * 300, "42"),
    "deep fractions": (r"\frac{1}{" * 300 + "2" + "}" * 300, "42"),
    "signs": ("-" * 9_000 + "42", "42 + 1"),
    "bars": ("|" * 5_000, "42"),
    "expansion": ("(a+b+c+d+e+f+g+h)^{40}", "42"),
    "high degree": ("(x+1)^{5000}", "x"),
    "long product": ("".join(f"(x+{n})" for n in range(900)), "42"),
    "long sum": (r"\sum_{k=1}^{1000000000} \frac{1}{k}", r"\sum_{k=1}^{2} k"),
    "sums of sums": (
        r"\sum_{a=1}^{999} \sum_{b=1}^{999} \sum_{c=1}^{999} \sin(abc)",
        r"\sum_{k=1}^{2} k",
    ),
    "long product sign": (r"\prod_{k=1}^{10000000} k", r"\prod_{k=1}^{3} k"),
    "radicals": (r"\sqrt{" + "+".join(rf"\sqrt{{{n}}}" for n in range(2, 99)) + "}", "42"),
    "set of symbols": (r"\{" + ",".join(f"x+{n}y" for n in range(60)) + r"\}", r"\{a,b,c\}"),
    "sets without order": (
        r"\{" + ",".join(f"x+{n}y" for n in range(500)) + r"\}",
        r"\{" + ",".join(f"y+{n}x" for n in range(500)) + r"\}",
    ),
    "list without order": (
        ", ".join(rf"\sqrt{{{n}}}" for n in range(2, 400)),
        ", ".join(rf"\sqrt{{{n}}}" for n in range(3, 401)),
    ),
    "unions": (r" \cup ".join(f"({n},{n + 1})" for n in range(300)), "(0,300)"),
    "matrix": (r"\begin{pmatrix}" + r"\\".join("1&2" for _ in range(3000)) + r"\end{pmatrix}", "1"),
    "matrix power": (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^{100000}", "1"),
    "chain": ("=".join(map(str, range(3000))), "42"),
    "plus-minuses": ("+".join([r"\pm 1"] * 900), "42"),
    "gibberish": ("@Neillier 127 4951077 ник增高人权 国 {1,1-3-10鼓励不停);5个_G全校。", "4951077"),
    "dollars": ("$" * 20_000, "42"),
    "commas": ("," * 9_000, "42"),
    "digit groups": ("1" + " 000" * 3_000, "42"),
    "superscripts": ("⁹" * 9_000, "42"),
    "ligatures": ("ﷺ" * 9_000, "42"),
    "commands": (r"\left" * 1_900, "42"),
    "begins": (r"\begin{matrix}" * 700, "42"),
    "texts": (r"\text{" * 1_600, "42"),
    "code": ('__import__("os").system("touch %s")', "42"),
    "code in text": (r'\text{exec("open(\"%s\", \"w\")")}', "42"),
    "lambda": ('(lambda: open("%s", "w"))()', "42"),
    "sympy's parser": ("Integer(1).__class__.__bases__[0].__subclasses__()", "42"),
}  # fmt: skip


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """The file that injected code would leave."""
    return tmp_path / "executed"


def rollouts(canary: Path) -> list[Rollout]:
    filled = [(answer.replace("%s", str(canary)), gold) for answer, gold in ATTACKS.values()]
    boxed = [Rollout(completion=rf"\boxed{{{answer}}}", truth=gold) for answer, gold in filled]
    bare = [Rollout(completion=answer, truth=gold) for answer, gold in filled]
    spam = [
        Rollout(completion=r"\boxed{1}" * 5_000, truth="42"),
        Rollout(completion="blah 7 " * 150_000 + r"\boxed{41}", truth="42"),
        Rollout(completion="answer is " + " " * 1_000_000 + "x", truth="42"),
        Rollout(completion=r"\[" * 8_000, truth="42"),
    ]
    return boxed + bare + spam


def timed(rollout: Rollout) -> tuple[Verdict, float]:
    """In CPU time of the process, so that the machine's load does not decide."""
    start = time.process_time()
    return MathEqual().verify(rollout), time.process_time() - start


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def check(results: list[tuple[Verdict, float]], attacks: list[Rollout]) -> None:
    for (verdict, spent_s), attack in zip(results, attacks, strict=True):
        shown = str(attack.completion)[:80]
        assert verdict.score == 0.0, (shown, verdict)
        assert spent_s < DEADLINE_S, (shown, spent_s)


def test_every_attack_is_refused_in_time_and_leaves_nothing(canary: Path):
    attacks = rollouts(canary)
    timed(attacks[0])
    before = peak_bytes()
    check([timed(attack) for attack in attacks], attacks)
    assert peak_bytes() - before < GROWTH_BYTES
    assert not canary.exists()


def test_from_a_worker_thread(canary: Path):
    attacks = rollouts(canary)
    results: list[tuple[Verdict, float]] = []
    thread = threading.Thread(target=lambda: results.extend(map(timed, attacks)))
    thread.start()
    thread.join()
    check(results, attacks)


def test_from_an_event_loop(canary: Path):
    attacks = rollouts(canary)

    async def all_of_them() -> list[tuple[Verdict, float]]:
        results: list[tuple[Verdict, float]] = []
        for attack in attacks:
            start = time.process_time()
            results.append((await MathEqual().averify(attack), time.process_time() - start))
        return results

    check(asyncio.run(all_of_them()), attacks)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("9" * 100_000, Reason.TOO_LARGE),
        ("(" * 200 + "x" + ")" * 200, Reason.TOO_DEEP),
        ("1e1000000000", Reason.TOO_LARGE),
        (r"\frac{42}{0}", Reason.UNREADABLE),
        (r"\int_0^1 x dx", Reason.UNREADABLE),
        (r"x^", Reason.UNREADABLE),
        ("41 = 42", Reason.UNREADABLE),
    ],
)
def test_the_reason_names_the_limit(answer: str, reason: Reason):
    verdict = MathEqual().verify(Rollout(completion=rf"\boxed{{{answer}}}", truth="42"))
    assert (verdict.score, verdict.reason) == (0.0, reason)


def test_a_truth_that_algebra_cannot_evaluate_in_time_is_our_limit():
    gold = r"\int_0^1 \frac{\ln(1+x^{2+\sqrt{3}})}{1+x} dx"
    verdict = MathEqual().verify(Rollout(completion=r"\boxed{42}", truth=gold))
    assert (verdict.score, verdict.reason) == (None, Reason.OWN_LIMIT)
    again, spent_s = timed(Rollout(completion=r"\boxed{43}", truth=gold))
    assert (again.score, again.reason) == (None, Reason.OWN_LIMIT)
    assert spent_s < 0.1  # once a group


def test_long_equal_lists_are_equal_in_any_order():
    numbers = [str(n) for n in range(200)]
    rollout = Rollout(completion=rf"\boxed{{{','.join(numbers[::-1])}}}", truth=",".join(numbers))
    assert MathEqual().verify(rollout).score == 1.0


def test_a_worker_born_after_a_kill_has_sympy_and_decides():
    assert [float(real) for real, _ in warm.VALUES[:2]] == pytest.approx([0.5, math.log(2)])
    for number in range(3):
        never = rf"\int_0^1 \frac{{\ln(1+x^{{{number + 5}+\sqrt{{3}}}})}}{{1+x}} dx"
        killed = MathEqual().verify(Rollout(completion=r"\boxed{42}", truth=never))
        assert killed.reason is Reason.OWN_LIMIT
        easy = Rollout(
            completion=r"\boxed{\frac{9}{2}}", truth=rf"\int_0^3 x dx + {number} \cdot 0"
        )
        assert MathEqual().verify(easy).score == 1.0
