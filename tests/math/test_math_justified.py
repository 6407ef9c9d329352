"""What a reading drops, merges or guesses must be justified: near misses by what would be lost."""

from __future__ import annotations

import pytest

from rewardsmith.types import Rollout
from rewardsmith.verifiers.math import MathEqual

OTHER = {
    # normalisation
    "a comma before digits": ("5", ",5"),
    "a point before digits": ("5", r"\displaystyle.5"),
    "two formulas side by side": ("56", "$5$$6$"),
    "two formulas as digit groups": ("5600", "$5$ $600$"),
    "two lines as digit groups": ("12345", r"12 \\ 345"),
    "a prime": ("AB'", "AB"),
    "a prime on a product": ("xy'", "xy"),
    "a double prime": ("y", 'y"'),
    "a star": ("A", "A*"),
    "what came before": ("1, 4, 7", "..., 1, 4, 7"),
    "a raised letter": ("xk", "xᵏ"),
    "a lowered letter": ("xk", "xₖ"),
    "a range": ("-2", "3–5"),
    # letter case
    "milli and mega": (r"5 \text{ mm}", r"5 \text{ Mm}"),
    "milli and mega, squared": (r"5 \text{ mm}^2", r"5 \text{ Mm}^2"),
    "milli and mega, bare": ("5 mm", "5 Mm"),
    "bits and bytes": (r"5 \text{ Mbps}", r"5 \text{ MBps}"),
    "nano and newton": (r"5 \text{ nm}", r"5 \text{ Nm}"),
    "points and variables": ("ABCD", "abcd"),
    # words behind a value
    "another thing that is counted": (r"5 \text{ shoes}", r"5 \text{ pairs of shoes}"),
    "half of the thing": (r"5 \text{ tiles}", r"5 \text{ half tiles}"),
    "debt": ("5", r"5 \text{ in debt}"),
    "hundreds": ("5", r"5 \text{ hundreds}"),
    "another base in words": ("12", r"12 \text{ base seven}"),
    "inverse": ("5", r"5 \text{ inverse}"),
    "short of it": ("5", r"5 \text{ cents short}"),
    "parts": ("5", r"5 \text{ millionths}"),
    "ten thousand": ("5", "5万元"),
    "times, in Chinese": ("5", "5倍"),
    "a tenth, in Chinese": ("5", "5成"),
    "times two things": ("5", r"5 \text{ times two parts}"),
    # steps and approximations
    "an approximation that is none": ("5", r"5 \approx 6"),
    "an implication": ("q", r"p \Rightarrow q"),
    "another implication": (r"p \Rightarrow q", r"r \Rightarrow q"),
    "equivalence": ("q", r"p \iff q"),
    "a value taken back": ("x=3", r"x=2 \Rightarrow x=3"),
    "a step between values": ("3", r"2 \Rightarrow 3"),
    # sets
    "whole numbers in the condition": ("(0,5)", r"\{x \mid 0<x<5, x \in \mathbb{Z}\}"),
    "whole numbers among the reals": ("(0,5)", r"\{x \in \mathbb{Z} \mid 0<x<5\}"),
    "the image of a set": ("(0,5)", r"\{2x \mid 0<x<5\}"),
    "another variable": (r"(2,\infty)", r"\{y : x>2\}"),
    "an exclusion that matters": (r"\frac{1}{x}", r"\frac{1}{x}, x \ne 1"),
    "natural numbers": (r"2k\pi", r"2k\pi, k \in \mathbb{N}"),
    # functions
    "bars of a logarithm": (r"\ln x", r"\ln|x|"),
    "bars of a root": (r"\sqrt{x}", r"\sqrt{|x|}"),
    "bars far from 0": ("500-x", "|x-500|"),
    "rounding at whole numbers": (r"\lceil x \rceil", r"\lfloor x \rfloor + 1"),
    "a derivative for its function": ("y = 2x", "f'(x) = 2x"),
    "an unknown's modulus": ("5", "|n| = 5"),
    "composition turned": (r"f \circ g", r"g \circ f"),
    "cross product turned": (r"\vec a \times \vec b", r"\vec b \times \vec a"),
    "cross for dot": (r"\vec a \cdot \vec b", r"\vec a \times \vec b"),
    "quantifiers exchanged": (r"\forall x \exists y", r"\exists y \forall x"),
    # names
    "another name": (r"\text{Alice} = 3", "B = 3"),
    "another point": ("A(1,2)", "B(1,2)"),
    "an index for a factor": ("2x", "x2"),
    "an index of one": ("x", "x1"),
    "a congruence without its modulus": ("x = 3", r"x \equiv 3"),
    "letters of a numeral": ("FACE", "CAFE"),
    "letters in an order": ("CAB", "BAC"),
    "Roman numerals": ("IV", "VI"),
    "an option that is wrong": ("C", r"(C) \text{ is wrong}"),
    # lists and numbers
    "or for and, of solutions": ("x=1, y=2", r"x=1 \text{ or } y=2"),
    "digit groups exchanged": ("114,200", "200, 114"),
    "groups side by side": ("30", "{5}{6}"),
    "half and a number": ("3", r"\frac12 6"),
    "degrees and a number": (r"1350^\circ", r"45^\circ 30"),
    "a mixed number that is none": (r"-\frac{51}{13}", r"-1\frac{51}{13}"),
    "a mixed number as a product": (r"\frac{\pi}{2}", r"1\frac12\pi"),
    "another number in words": (r"\text{seventy-four}", r"\text{forty-seven}"),
    "numbers in words, side by side": ("21", "twenty one one"),
    "a word with a hyphen": (r"\text{non-negative}", r"\text{negative}"),
    "numerals of a program": ("0x1F", "0x2A"),
    "a numeral of a program as a product": ("0", "0b101"),
    "percent of a factor": (r"3\cos 41^\circ", r"3\%\cos 41^\circ"),
    "signs that go each for itself": (r"(\pm1,\pm2)", "(1,2), (-1,-2)"),
    "signs within signs": (
        r"\pm\sqrt{2 \pm \sqrt3}",
        r"\sqrt{2+\sqrt3}, -\sqrt{2-\sqrt3}",
    ),
    "signs that go together": (
        r"x=2\pm\sqrt3, y=2\mp\sqrt3",
        r"x=2\pm\sqrt3, y=2\pm\sqrt3",
    ),
    "order of a derivative": ("f^{(2)}(x)", "f^2(x)"),
    "square of a modulus": ("|z|^2", "z^2"),
    "product of matrices turned": ("A^{-1}B", "BA^{-1}"),
    "cross product turned, in bold": (
        r"\mathbf{u} \times \mathbf{v}",
        r"\mathbf{v} \times \mathbf{u}",
    ),
    "cups of other things": (r"3 \text{ cups of sugar}", r"3 \text{ cups of salt}"),
    "a matrix that ends as another": (
        r"\begin{pmatrix}1\\2\end{pmatrix}",
        r"\begin{pmatrix}1\\2\end{pmatrix^T}",
    ),
}  # fmt: skip

SAME = {
    "several solutions in a box": (r"x = \pm 3", "x = 3, x = -3"),
    "index without its mark": ("x_1 = 3", "x1 = 3"),
    "hours and minutes, bare": ("2 hours 30 minutes", "150 minutes"),
    "years in months": (r"2 \text{ years}", r"24 \text{ months}"),
    "people": ("5", r"5 \text{ people}"),
    "one thing": ("1", r"1 \text{ apple}"),
    "things and more words": ("5", r"5 \text{ apples in total}"),
    "a length and its direction": (r"5 \text{ cm}", r"5 \text{ cm long}"),
    "measure word": ("5", "5种方法"),
    "ten thousand": ("50000", "5万元"),
    "capital unit": (r"5 \text{ km}", r"5 \text{ KM}"),
    "degrees Celsius": ("20℃", r"20 \text{ degrees Celsius}"),
    "radians": (r"\pi \text{ rad}", r"180^\circ"),
    "degrees and minutes": (r"30^\circ 15'", r"30.25^\circ"),
    "approximation": (r"\frac{22}{7}", r"\frac{22}{7} \approx 3.14"),
    "approximation to one place": (r"\frac13", r"\frac13 \approx 0.3"),
    "reals that obey": (r"x>3", r"\{x \in \mathbb{R} \mid x>3\}"),
    "solutions with an index": (
        r"x = k\pi, k \in \mathbb{Z}",
        r"\{x \mid x = k\pi, k \in \mathbb{Z}\}",
    ),
    "things that may be": (r"12 \text{ possible values}", "12"),
    "speed in Chinese": ("12", "12千米/时"),
    "points that obey": (r"\{(x,y) \mid x+y=1\}", r"\{(x,y) : x+y=1\}"),
    "derived": ("x=3", r"2x=6 \Rightarrow x=3"),
    "therefore": ("3", r"\therefore x = 3"),
    "coloured": ("5", r"\color{red}{5}"),
    "sign of a big union": (r"(-\infty,1)\cup(2,3)", r"(-\infty,1)\bigcup(2,3)"),
    "letter as a sign": ("5000", "5 x 10^3"),
    "lines as a list": ("x=1, y=2", r"x=1 \\ y=2"),
    "bars within": ("|x-3|", "|3-x|"),
    "logarithm of a square": (r"2\ln|x|", r"\ln(x^2)"),
    "condition in brackets": (r"\frac1x \ (x>0)", r"\frac1x, x>0"),
    "numeral of a program": ("31", "0x1F"),
    "fraction by over": (r"\frac{a+b}{c}", r"{a+b \over c}"),
    "bare fraction by over": (r"\frac59", r"5 \over 9"),
    "binomial by choose": (r"\binom52", r"{5 \choose 2}"),
    "signs that go each for itself": (r"(\pm1,\pm2)", "(1,2),(1,-2),(-1,2),(-1,-2)"),
    "signs within signs": (
        r"\pm\sqrt{2 \pm \sqrt3}",
        r"\sqrt{2+\sqrt3},\sqrt{2-\sqrt3},-\sqrt{2+\sqrt3},-\sqrt{2-\sqrt3}",
    ),
    "signs that go together": (
        r"(2\pm\sqrt3, 2\mp\sqrt3)",
        r"(2+\sqrt3,2-\sqrt3),(2-\sqrt3,2+\sqrt3)",
    ),
    "order of a derivative": ("f^{(2)}(x)", "f''(x)"),
    "cups of a thing": (r"3 \text{ cups of sugar}", r"3 \text{ cups}"),
    "number in words": ("74", r"\text{seventy-four}"),
    "large number in words": ("12345", "twelve thousand three hundred and forty-five"),
    "quoted": ("5", '"5"'),
    "word in capitals": (r"\text{Yes}", "YES"),
    "shortest name of an area": (r"\text{area} = 5", "A = 5"),
}


def score(truth: str, completion: str) -> float | None:
    return MathEqual().verify(Rollout(completion=completion, truth=truth)).score


@pytest.mark.parametrize(("truth", "answer"), OTHER.values(), ids=OTHER)
def test_what_would_be_lost_counts(truth: str, answer: str):
    assert score(truth, rf"\boxed{{{answer}}}") == 0.0
    assert not score(answer, rf"\boxed{{{truth}}}")  # as a truth it may be unreadable


@pytest.mark.parametrize(("truth", "answer"), SAME.values(), ids=SAME)
def test_what_says_nothing_is_dropped(truth: str, answer: str):
    assert score(truth, rf"\boxed{{{answer}}}") == 1.0
    assert score(answer, rf"\boxed{{{truth}}}") == 1.0


UNPAID = (
    "The answer is not $5$.", "I don't think it is $5$.", "I do not think the answer is 5.",
    "It is false that the answer is 5.", "The answer is twice $5$.", "Answer: half of it is 5",
    "The answer is the square of $5$.", "The answer is more than $5$.", "The wrong answer is 5.",
    "The answer is $5$ hundred.", "The answer is $5$ squared.", "Therefore $5$ is wrong.",
    "The answer is 5. Wait, it is 6.", "The answer is 6, or the answer is 5.",
    "If n is even the answer is 5", "答案是5。不对，应该是6。", "The answers are 5 and 6.",
    "<answer>5</answer> Wait, it is 6.",
    r"The answer is not \boxed{5}.", r"\boxed{6}, not \boxed{5}", r"\boxed{5} is wrong.",
    r"\boxed{5}? No, it must be 6.", r"Is it $\boxed{5}$?", r"\boxed{5}. Wait, it is 6.",
    r"\boxed{6} (or \boxed{5})", r"\boxed{6}/\boxed{5}", r"x=\boxed{6} and y=\boxed{5}",
    r"\boxed{5}. Hence the final answer is 6.", r"<answer>6</answer> \boxed{5}",
    r"\boxed{\boxed{5}, 6}", r"\boxed{6, \boxed{5}}", r"$x = -\boxed{5}$", r"$x > \boxed{5}$",
    r"$\boxed{5}^2$", r"$\frac{\boxed{5}}{2}$", r"more than $\boxed{5}$",
    r"I do not think that in this case it is $\boxed{5}$", r"Not $\boxed{5}$",
)  # fmt: skip

PAID = (
    "The total is $5$.", "There are $5$ apples.", "So she has $5$ apples left.",
    "Thus, the value of $x$ is 5.", r"the minor $\boxed{5}$", r"It needs at least $\boxed{5}$.",
    "The answer is 4. Wait, the answer is 5.",
    "The answer is not 4. The answer is 5.", "sum\n#### x = 5", "The answer is $5$ cm.",
    r"The answer is not \boxed{4} but \boxed{5}.", r"\boxed{5}. So the answer is 5.",
    r"<answer>5</answer> \boxed{5}", r"\boxed{x = \boxed{5}}", r"- \boxed{5}", r"\boxed{5}^\circ",
    r"\boxed{5}, which is what we wanted.", r"\boxed{5}. (No other has 3 digits.)",
    r"\boxed{5}. I hope it is correct.",
    r"<think>Wait, is it \boxed{4}? No.</think>\boxed{5}", r"We get $x = \boxed{5}$.",
)  # fmt: skip


@pytest.mark.parametrize("completion", UNPAID)
def test_an_answer_that_is_denied_or_changed_around_it_is_none(completion: str):
    assert score("5", completion) == 0.0


@pytest.mark.parametrize("completion", PAID)
def test_words_that_lead_up_to_an_answer_say_nothing_else(completion: str):
    assert score("5", completion) == 1.0


@pytest.mark.parametrize("completion", ["The answers are 1 and 2.", "The solutions are $1, 2$."])
def test_answers_in_the_plural(completion: str):
    assert score("1, 2", completion) == 1.0


def test_a_unit_behind_a_formula_counts():
    assert score(r"5 \text{ m}", "The answer is $5$ cm.") == 0.0
