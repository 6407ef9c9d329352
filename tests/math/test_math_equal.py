"""``MathEqual`` on a table of named tricks: what must be accepted, what must not, and why."""

from __future__ import annotations

import pytest

from rewardsmith.types import Reason, Rollout
from rewardsmith.verifiers.math import MathEqual

EQUAL = {
    "decimal": (r"\frac{1}{2}", "0.5"),
    "fraction by slash": (r"\frac{1}{12}", "1/12"),
    "braceless fraction": (r"\frac{7}{2}", r"\frac 72"),
    "negative denominator": (r"-\frac{1}{8}", r"\frac{1}{-8}"),
    "mixed number": (r"\frac{9}{7}", r"1\frac{2}{7}"),
    "plain mixed number": (r"-\frac{49}{12}", "-4 1/12"),
    "repeating decimal": (r"\frac{1}{3}", r"0.\overline{3}"),
    "scientific": ("4950", r"4.95 \cdot 10^{3}"),
    "thousands, LaTeX": ("32736", "32{,}736"),
    "thousands, thin space": ("1234567", "1\u2009234\u2009567"),
    "decimal comma": ("0.43", "0,43"),
    "list without spaces": ("100, 200", "100,200"),
    "dozens": ("60", r"5 \text{ dozen}"),
    "scaled, zero side": ("x = 0", "2x = 0"),
    "squared unit": (r"5 \text{ cm squared}", r"5 \text{ cm}^2"),
    "full width": ("361", "３６１"),
    "percent word": (r"44\%", r"44\text{ percent}"),
    "percent as fraction": (r"50\%", "0.5"),
    "unit on one side": ("210", r"210 \text{ cm}"),
    "converted unit": (r"1 \text{ m}", r"100 \text{ cm}"),
    "currency": (r"\$6", "6"),
    "degree": (r"45^\circ", "45°"),
    "radical": (r"2\sqrt{2}", r"\sqrt{8}"),
    "nested radicals": (r"\sqrt{3+2\sqrt2}", r"1+\sqrt2"),
    "rationalised": (r"\frac{1}{\sqrt2}", r"\frac{\sqrt2}{2}"),
    "complex order": ("-1 - 5i", "-5i - 1"),
    "power": ("3^{6}", "729"),
    "huge power": (r"2\cdot3^{2008}", r"6\times3^{2007}"),
    "factorial": ("5!", "120"),
    "binomial": (r"\binom{5}{2}", "10"),
    "logarithm": (r"\log_2 8", "3"),
    "trigonometry": (r"\sin 30^\circ", r"\frac12"),
    "polynomial": ("(r+5)^2", "r^2+10r+25"),
    "trigonometric identity": (r"2 \sin b \cos a", r"\sin(a+b) - \sin(a-b)"),
    "tuple": ("(9,11)", r"\left( 9 , 11 \right)"),
    "named tuple": ("(4,5)", "(x,y) = (4,5)"),
    "unordered list": ("5,-2", "-2, 5"),
    "list by words": ("6, -2, 3", r"6, -2 \text{ and } 3"),
    "list of solutions": ("24,-3", "x = 24, x = -3"),
    "plus-minus": (r"1 \pm \sqrt{19}", r"1 - \sqrt{19}, 1 + \sqrt{19}"),
    "set order": (r"\{1,2,3\}", r"\{3,1,2\}"),
    "interval": ("(-4,6]", r"\left(-4, 6\right]"),
    "French interval": ("(1,2)", "]1,2["),
    "union": (r"(-\infty,-7) \cup (1,2)", "(1,2) ∪ (-∞,-7)"),
    "interval as inequality": ("[1,9]", r"1 \le x \le 9"),
    "half line": (r"[\sqrt{2}, +\infty)", r"m \geq \sqrt{2}"),
    "membership": (r"x \in [3, \infty)", r"[3,\infty)"),
    "inequality flipped": ("x < 1", "-x > -1"),
    "or of inequalities": (r"x<1 \text{ or } x>3", r"(-\infty,1)\cup(3,\infty)"),
    "equation flipped": ("x^2 + y^2 = 13", "13 = x^2 + y^2"),
    "equation to zero": ("y = x^2 + 2", "y - (x^2 + 2) = 0"),
    "equation scaled": ("34x+45y-20z+100=0", "-34x-45y+20z-100=0"),
    "value of an equation": ("k=1", "1"),
    "function": ("f(x)=x^2+1", "f(t)=1+t^2"),
    "statement about constants": (r"\log_6(216)=3", r"3=\log_6(216)"),
    "matrix environments": (
        r"\begin{pmatrix}1 & 2\\3 & 4\end{pmatrix}",
        r"\left[\begin{array}{cc}1&2\\[2pt]3&4\end{array}\right]",
    ),
    "column as tuple": (r"\begin{pmatrix} 3 \\ -7 \end{pmatrix}", "(3,-7)"),
    "multiple of a matrix": (
        r"\frac{1}{5}\begin{pmatrix}5\\10\end{pmatrix}",
        r"\begin{pmatrix}1\\2\end{pmatrix}",
    ),
    "transpose": (r"\begin{pmatrix}1&2\end{pmatrix}^T", r"\begin{pmatrix}1\\2\end{pmatrix}"),
    "set of one": (r"\{5\}", "x = 5"),
    "described units": (r"12 \text{ ways}", r"12 \text{ different ways}"),
    "prefixed currency": ("€655", r"655 \text{ euros}"),
    "difference of sets": (r"\mathbb{R} \setminus \{1\}", r"x \ne 1"),
    "absolute inequality": ("-2<x<4", "|x-1|<3"),
    "base": ("204_5", "204_{5}"),
    "ratio": ("1:2", "2:4"),
    "time": ("4:30 p.m.", r"4:30 \text{ p.m.}"),
    "text": (r"\text{Evelyn}", "Evelyn"),
    "text without case": ("undefined", r"\text{Undefined}"),
    "choice": (r"\text{(C)}", "C"),
    "choice with its content": ("C", r"(C) 12"),
    "binomial as a function": (r"\binom{10}{3}", "C(10,3)"),
    "binomial by indices": (r"C_{10}^{3}", "120"),
    "point with its name": ("(1,2)", "A(1,2)"),
    "interval open to the right, French": ("[0,1)", "[0,1["),
    "union of what touches": ("(-\\infty, 3]", r"(-\infty,3) \cup \{3\}"),
    "cis": (r"2 \operatorname{cis} 90^\circ", "2i"),
    "list of lists as a matrix": (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "[[1,2],[3,4]]"),
    "row of a tuple, transposed": (r"\begin{pmatrix}1\\2\\3\end{pmatrix}", "(1,2,3)^T"),
    "speed spelled out": (r"60 \text{ km/h}", r"60 \text{ kilometers per hour}"),
    "speed converted": (r"60 \text{ km/h}", r"1 \text{ km/min}"),
    "speed as a fraction": (r"60 \text{ km/h}", r"60\,\frac{\text{km}}{\text{h}}"),
    "unit with a negative exponent": (r"9.8 \text{ m/s}^2", r"9.8 \, \mathrm{m\,s^{-2}}"),
    "force in base units": (r"5 \text{ N}", r"5 \ \mathrm{kg \cdot m/s^2}"),
    "hours and minutes": (r"2 \text{ hours} 30 \text{ minutes}", r"2.5 \text{ hours}"),
    "letter as a unit": (r"1000 \text{ m}", "1000m"),
    "several options": ("BD", "B, D"),
    "ratio sign": ("3∶4", r"\frac34"),
    "ratio in words": ("3:4", r"3 \text{ to } 4"),
    "ratio to one": ("5", "5:1"),
    "product in brackets, no mixed number": (r"\frac{2}{3}", r"2\left(\frac{1}{3}\right)"),
    "repeating, two dots": (r"\frac{12}{99}", r"0.\dot{1}\dot{2}"),
    "repeating, parentheses": (r"\frac16", "0.1(6)"),
    "repeating, ellipsis": (r"\frac13", "0.333..."),
    "another name for the whole number": (r"k\pi, k \in \mathbb{Z}", r"n\pi, n \in \mathbb{Z}"),
    "domain in brackets": (r"\frac{\pi}{4}+k\pi \ (k \in \mathbb{Z})", r"\frac{\pi}{4}+k\pi"),
    "excluded value beside": (r"\frac{1}{x}", r"\frac{1}{x}, x \ne 0"),
    "ordinate as a function": ("f(x) = 2x+1", "y = 2x+1"),
    "solutions with numbers": (r"x = 1 \text{ or } x = 2", "x_1 = 1, x_2 = 2"),
    "system as a tuple with names": ("x = 1, y = 2", "(y, x) = (2, 1)"),
    "inequalities as an interval": ("[2, 5]", r"2 \le x, x \le 5"),
    "number word": ("7", "seven"),
    "approximate value with its name": ("3.14", r"x \approx 3.14"),
    "abbreviation": (r"\text{DNE}", r"\text{does not exist}"),
    "cases with if": (
        r"f(x) = \begin{cases} x & x \ge 0 \\ 1 & x < 0 \end{cases}",
        r"f(x) = \begin{cases} x, & \text{if } x \ge 0 \\ 1, & \text{if } x < 0 \end{cases}",
    ),
    "length of a segment": ("AB = 5", r"|AB| = 5"),
    "set of one point": (r"\{(1,2)\}", "(1,2)"),
    "unit in letters": (r"25 \text{ m/s}", r"25\ \frac{m}{s}"),
    "factors of a unit apart": (r"25 \text{ m/s}", r"25\,\text{m}\cdot\text{s}^{-1}"),
    "feet and inches": (r"5 \text{ ft } 6 \text{ in}", r"66 \text{ inches}"),
    "parallels": (r"AB \parallel CD", r"CD \parallel AB"),
    "double factorial": (r"2^n \cdot n!", "(2n)!!"),
    "negation": (r"p \land \lnot q", "p ∧ ¬q"),
}

DIFFERENT = {
    "dot of a mixed number": (r"1\frac{1}{2}", r"1 \cdot \frac12"),
    "mixed number in brackets": (r"\frac{7}{3}", r"2(\frac{1}{3})"),
    "implication turned": (r"p \to q", r"q \to p"),
    "times are no ratios": ("1:05", "2:10"),
    "the other half of the day": (r"10:00 \text{ p.m.}", r"10:00 \text{ a.m.}"),
    "congruence as a value": (r"x \equiv 6 \pmod{59}", "x = 6"),
    "or for and": (r"\text{Bruno and Anna}", r"\text{Bruno or Anna}"),
    "solutions as a point": (r"x = 39 \text{ or } x = -1", "(39, -1)"),
    "element for its set": (r"\{\{1\}, \{2, 3\}\}", r"\{1, \{2, 3\}\}"),
    "digit groups as a pair": (r"\$72,850", "(72, 850)"),
    "names of a tuple turned": ("x = 3, y = 9", "(y, x) = (3, 9)"),
    "set for a system": ("x = 3, y = 9", r"\{3, 9\}"),
    "halves": ("5", r"5 \text{ halves}"),
    "said to be wrong": ("5", r"5 \text{ is false}"),
    "multiple in another language": ("5", "5千"),
    "per mille": ("5", "5‰"),
    "modulus of an unknown": ("5", "|x| = 5"),
    "share as a percentage": ("0.5", r"0.5\%"),
    "inequality among the integers": (r"x \le 3", r"x \le 3 \text{ and } x \in \mathbb{Z}"),
    "derivative not worked out": ("5", r"\frac{d}{dx} 5x"),
    "unknown and what it is about": ("x", r"x \approx 5"),
    "another event": (r"P(A) = \frac13", r"P(B) = \frac13"),
    "list that goes on": ("1, 2, 3", "1, 2, 3, ..."),
    "length and speed": (r"9 \text{ m/s}", r"9 \text{ m}"),
    "segments in pairs": ("AD, BC", "AB, CD"),
    "numbers of other things": (r"\text{6 red and 4 blue}", "4, 6"),
    "values of people exchanged": (
        r"\text{Alice} = 3, \text{Bob} = 5",
        r"\text{Alice} = 5, \text{Bob} = 3",
    ),
    "or for and, in symbols": (r"p \land q", r"p \lor q"),
    "or for and, of formulas": (r"p \land \lnot q", r"p \lor \lnot q"),
    "two numbers side by side": ("36", "12 3"),
    "a power and a number side by side": ("42", "6^1 7"),
    "a fraction and a number side by side": ("6", "1/2 12"),
    "two numbers side by side, with a unit": ("42", "6 7 apples"),
    "a side after the chain": ("11", "2 + 9 = 11 1"),
    "two options": ("C", "(C) or (D)"),
    "an argument that is no variable": ("g(x)=x^2-2x+2", "g(5x)=x^2-2x+2"),
    "another statement with that value": (
        r"\log(e^{\ln(100)})=2",
        r"\log(e^{\ln(10)})=2",
    ),
    "lists that would be equal decimals": ("7,10", "7,1"),
    "digit groups as a list": ("14,000", "14,00"),
    "digit groups as a decimal": ("114,200", "114,20"),
    "letters of a word": ("yes", "eys"),
    "a value squared by a word": ("5", r"5 \text{ squared}"),
    "tenths": ("5", r"5 \text{ tenths}"),
    "a dozen": ("5", r"5 \text{ dozen}"),
    "zero side against a variable": ("x^2 - 4 = 0", "2(x^2-4) = y"),
    "true statements about constants": (r"\log_6(216)=3", r"\ln(e^4)=4"),
    "unsolved beside zero": ("x = 0", "x - 5 = -5"),
    "another argument": ("f(x)=x^2", "f(t)=x^2"),
    "ends of an interval": ("[48, 74]", "48 and 74"),
    "other things": (r"12 \text{ apples}", r"12 \text{ oranges}"),
    "points, not words": ("AB", "ab"),
    "last digit": ("187.5", "187.6"),
    "near integer": ("7", "6.9999999999"),
    "near pi": (r"\pi", r"\frac{22}{7}"),
    "tiny": ("10^{-20}", "0"),
    "huge powers": ("2^{1000000000}", "2^{1000000001}"),
    "percent as a hundredfold": ("50", "0.5"),
    "variable appended": ("36", "36x"),
    "variable renamed": (r"\frac{8t}{3}", r"\frac{8w}{3}"),
    "variable's case": ("a", "A"),
    "conjugate": ("1+2i", "1-2i"),
    "half of plus-minus": (r"1 \pm \sqrt{19}", r"1 + \sqrt{19}"),
    "other unit": (r"42 \text{ cm}", r"42 \text{ m}"),
    "degrees as radians": (r"90^\circ", r"90 \text{ radians}"),
    "other base": ("101_2", "101_3"),
    "base dropped": ("101_2", "101"),
    "tuple order": ("(1,2)", "(2,1)"),
    "tuple as set": ("(1,2)", r"\{1,2\}"),
    "closed end": ("[0,1)", "[0,1]"),
    "other half line": (r"[0,\infty)", r"(-\infty, 0]"),
    "extra solution": ("8", "8, 10"),
    "alternatives": ("3", r"3 \text{ or } 4"),
    "all choices": ("C", "A, B, C, D"),
    "matrix transposed": (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}1&2\end{pmatrix}"),
    "chain of every value": ("42", "=".join(str(n) for n in range(30, 60))),
    "false chain": ("42", "41 = 42"),
    "false chain, named": ("42", "x = 41 = 42"),
    "tautology": ("x=2", "0=0"),
    "tautology with a variable": ("x", "x=x"),
    "tautology scaled": ("2x+4y-3=0", "0x = 0"),
    "unsolved equation": ("x=3", "2x+1=7"),
    "equation restated": (r"x^2-5x+6=0 \Rightarrow x=2", "x^2-5x+6=0"),
    "side restated": ("x^2 + y^2 = 13", "x^2 + y^2"),
    "equation's value": ("2x + z = 1", "1"),
    "negated text": (r"\text{even}", r"\text{not even}"),
    "placeholder": ("42", "..."),
    "nothing": ("42", "NaN"),
    "infinity": ("42", r"\infty"),
    "pole": ("42", r"\frac{42}{0}"),
    "code": ("42", '__import__("os").system("sleep 6") or 42'),
    "list with a space is no number": ("32349", "32, 349"),
    "decimal truth, other decimal": ("0.43", "0.431"),
    "approximation of a root": (r"\sqrt{2}", "1.414"),
}


def boxed(answer: str) -> str:
    return rf"So the answer is $\boxed{{{answer}}}$."


@pytest.mark.parametrize(("truth", "answer"), EQUAL.values(), ids=EQUAL)
def test_equal(truth: str, answer: str):
    for one, two in ((truth, answer), (answer, truth)):
        verdict = MathEqual().verify(Rollout(completion=boxed(two), truth=one))
        assert verdict.score == 1.0, verdict
        assert verdict.reason is Reason.MATCH
        assert verdict.tier


UNEVALUATED_TRUTHS = {
    "finite sum": (r"\sum_{k=1}^{10} k", "55"),
    "symbolic sum": (r"\sum_{k=1}^{n} k", r"\frac{n(n+1)}{2}"),
    "series": (r"\sum_{k=1}^{\infty} \frac{1}{k^2}", r"\frac{\pi^2}{6}"),
    "integral": (r"\int_0^1 x^2 dx", r"\frac13"),
    "limit": (r"\lim_{x \to 0} \frac{\sin x}{x}", "1"),
    "antiderivative": (r"\int x^2 dx", r"\frac{x^3}{3}"),
}


@pytest.mark.parametrize(("truth", "answer"), UNEVALUATED_TRUTHS.values(), ids=UNEVALUATED_TRUTHS)
def test_an_answer_may_be_more_evaluated_than_the_truth_not_less(truth: str, answer: str):
    worked_out = MathEqual().verify(Rollout(completion=boxed(answer), truth=truth))
    assert worked_out.score == 1.0, worked_out
    restated = MathEqual().verify(Rollout(completion=boxed(truth), truth=answer))
    assert (restated.score, restated.reason) == (0.0, Reason.UNREADABLE)
    wanted = MathEqual(unevaluated="evaluated").verify(
        Rollout(completion=boxed(truth), truth=answer)
    )
    assert wanted.score == 1.0, wanted


@pytest.mark.parametrize(("truth", "answer"), DIFFERENT.values(), ids=DIFFERENT)
def test_different(truth: str, answer: str):
    verdict = MathEqual().verify(Rollout(completion=boxed(answer), truth=truth))
    assert verdict.score == 0.0, verdict
    assert verdict.detail
