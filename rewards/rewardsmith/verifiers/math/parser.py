r"""What does this answer say?  A recursive-descent parser of bounded depth; it evaluates nothing.

From loosest to tightest: list, relation, set operation, ratio, sum, product, power, atom.
Implicit products bind like explicit ones, ``1/2x`` is ``(1/2)x``; ``2\frac{1}{3}`` and ``2 1/3``
are mixed numbers.  Brackets and matrices are in ``brackets``, function calls in ``calls``.
"""

from __future__ import annotations

from rewardsmith.verifiers.math import brackets, calls, limits, numerals
from rewardsmith.verifiers.math.conclusions import conclusion, exact_side
from rewardsmith.verifiers.math.counting import number_in_words
from rewardsmith.verifiers.math.cursor import Cursor
from rewardsmith.verifiers.math.lexer import FUNCTIONS, Commas, Token, tokens
from rewardsmith.verifiers.math.products import (
    Joint,
    ends_in_numeral,
    is_vector,
    joined,
    leaves_a_number,
    whole_product,
)
from rewardsmith.verifiers.math.signs import (
    ACCENTS,
    CLOSERS,
    CONSTANTS,
    DOTS,
    FIGURES,
    IMPLIES,
    JOINERS,
    MEANINGS,
    OF_DOMAINS,
    RELATIONS,
    RENAMED,
    SET_OPERATORS,
    SILENT,
    TIMES,
)
from rewardsmith.verifiers.math.tree import (
    Add,
    Call,
    Constant,
    Invert,
    Negate,
    Node,
    Number,
    PlusMinus,
    Power,
    Quantity,
    Ratio,
    Relation,
    Sequence,
    SetOperation,
    Symbol,
    Word,
)
from rewardsmith.verifiers.math.unit_tables import CURRENCIES
from rewardsmith.verifiers.math.units import is_time_of_day, unit_of


def _is_word(term: Node) -> bool:
    return isinstance(term, Word) or (isinstance(term, Negate) and isinstance(term.term, Word))


def parse(text: str, commas: Commas = Commas.THOUSANDS) -> Node:
    """What does this normalised answer say?

    Raises BeyondLimitError: UNREADABLE, TOO_LARGE or TOO_DEEP.
    """
    if (value := numerals.in_base(text) or number_in_words(text)) is not None:
        return value
    parser = Parser(tokens(text, commas))
    node = parser.answer()
    if parser.peek().kind != "end":
        raise limits.unreadable(f"stopped at {parser.peek().text!r}")
    return node


class Parser(Cursor):
    """One answer being read; every method takes one construct and returns its node."""

    in_bars = 0
    in_set = False
    in_integral = False
    turned_outwards = False

    def answer(self) -> Node:
        """A list, or the conclusion of ``… ⇒ …``."""
        self.accept("therefore")
        steps, sign = [brackets.stacked(self, self.listing())], ""
        while self.at(*IMPLIES):
            sign = "iff" if self.next().text == "iff" else "implies"
            steps.append(self.listing())
        return conclusion(steps, sign)

    def listing(self) -> Node:
        """One item, or a bare list of several."""
        items, joiners = [self.relation()], set[str]()
        while self.at(*JOINERS) or self._domain_follows():
            while self.at(*JOINERS):
                joiners.add(self.next().text)
            if self.peek().kind == "end" or self.at(")", "]", "}", *IMPLIES):
                break
            items.append(self.relation())
        if len(items) == 1:
            return items[0]
        return joined(items, joiners)

    def _domain_follows(self) -> bool:
        r"""Does ``(k \in \mathbb{Z})`` follow, which is no factor?"""
        return self.at("(") and self.peek(1).kind == "letter" and self.peek(2).text in OF_DOMAINS

    def relation(self) -> Node:
        """``a = b < c``."""
        sides, operators = list[Node](), list[str]()
        if self.is_first() and self._relation_operator() in {"=", "~", "in"}:
            self.next()  # "= 5": the left side is in the prompt
        sides.append(self.set_operation())
        while operator := self._relation_operator():
            self.next()
            self.accept("=")
            operators.append(operator)
            sides.append(self.set_operation())
        sides, operators = exact_side(sides, operators)
        return Relation(tuple(sides), tuple(operators)) if operators else sides[0]

    def _relation_operator(self) -> str | None:
        token = self.peek()
        return RELATIONS.get(token.text) if token.kind in {"mark", "command"} else None

    def set_operation(self) -> Node:
        """``A ∪ B ∪ C``."""
        node = self.ratio()
        while self.at(*SET_OPERATORS):
            operator = SET_OPERATORS[self.next().text]
            right = self.ratio()
            same = isinstance(node, SetOperation) and node.operator == operator != "minus"
            operands = node.operands if same and isinstance(node, SetOperation) else (node,)
            node = SetOperation(operator, (*operands, right))
        return node

    def ratio(self) -> Node:
        """``a : b``."""
        terms = [self.sum()]
        clock = False
        while not self.in_set and self.accept(":", "colon"):
            clock |= self.peek().kind == "number" and self.peek().text.startswith("0")
            terms.append(self.sum())
        last = terms[-1]
        if isinstance(last, Quantity) and is_time_of_day(last.unit):
            half = Symbol(unit_of(last.unit).dimension)
            return Call("clock", (*terms[:-1], last.value, half))
        if clock:
            return Call("clock", tuple(terms))  # 1:05 is no ratio
        return terms[0] if len(terms) == 1 else Ratio(tuple(terms))

    def sum(self) -> Node:
        """``a + b - c ± d``."""
        with self.deeper():
            terms = [self._signed_term()]
            while self.at("+", "-", "pm", "mp"):
                terms.append(self._signed_term())
            if len(terms) == 1:
                return terms[0]
            if any(map(_is_word, terms)):
                raise limits.unreadable("words in a sum")  # "non-negative"
            return Add(tuple(terms))

    def _signed_term(self) -> Node:
        negative, plus_minus = False, 0
        while self.at("+", "-", "pm", "mp"):
            sign = self.next().text
            negative ^= sign == "-"
            plus_minus = {"pm": 1, "mp": -1}.get(sign, plus_minus)
        term = self.product()
        if plus_minus:
            return PlusMinus(term, -plus_minus if negative else plus_minus)
        return Negate(term) if negative else term

    def product(self) -> Node:
        """``a b / c · d``, with the unit behind it."""
        factors, joints = [self._power()], list[Joint]()
        while True:
            if self.at(*TIMES):
                crossed = self.next().text == "times" and is_vector(factors[-1])
                joints.append(Joint.TIMES)
                factors.append(self._signed_factor())
                if crossed:
                    joints.pop()
                    factors[-2:] = [Call("cross", tuple(factors[-2:]))]
            elif self.accept("/", "div"):
                joints.append(Joint.OVER)
                factors.append(Invert(self._signed_factor()))
            elif self.peek().kind == "text" and not isinstance(factors[-1], Word):
                factors, joints = [self._quantity(whole_product(factors, joints))], []
            elif self.starts_atom():
                joints.append(self._joint_before_next(factors[-1]))
                factors.append(self._power())
            else:
                break
        if leaves_a_number(factors):
            raise limits.unreadable("a number behind a unit")
        return whole_product(factors, joints)

    def _joint_before_next(self, factor: Node) -> Joint:
        if self.at("(", "["):
            return Joint.TIMES  # 2(1/3) is no mixed number
        ahead = 1 if self.at("{") else 0
        crowded = self.peek(ahead).kind == "number" and ends_in_numeral(factor)
        return Joint.CROWDED if crowded else Joint.BESIDE

    def _signed_factor(self) -> Node:
        negative = False
        while self.at("+", "-"):
            negative ^= self.next().text == "-"
        factor = self._power()
        return Negate(factor) if negative else factor

    def _quantity(self, value: Node) -> Node:
        """The value with its unit: words, and powers and quotients of words."""
        unit = [self.next().text]
        while True:
            if self.peek().kind == "text":
                unit.append(" " + self.next().text)
            elif self.at("^"):
                self.next()
                unit.append("^" + self.raw_argument())
            elif self.at("/", "cdot") and self.peek(1).kind == "text":
                unit.append("/" if self.next().text == "/" else " ")
                unit.append(self.next().text)
            else:
                break
        return numerals.with_unit(value, "".join(unit))

    def starts_atom(self) -> bool:
        """Does the next token begin another factor?"""
        token = self.peek()
        match token.kind:
            case "number" | "letter":
                return True
            case "text":
                return True
            case "mark":
                if self._domain_follows() or (token.text == "[" and self._closes_outwards()):
                    return False
                return token.text in "([{" or (token.text == "|" and not self.in_bars)
            case "command":
                return self._starts_with_command(token.text)
            case _:
                return False

    def _closes_outwards(self) -> bool:
        """Is the next bracket the end of ``[0, 1[``?"""
        return self.turned_outwards or self.peek(1).kind == "end" or self.peek(1).text == "cup"

    def _starts_with_command(self, name: str) -> bool:
        if name in RELATIONS or name in SET_OPERATORS or name in IMPLIES or name in JOINERS:
            return False
        return name not in TIMES and name not in CLOSERS

    def _power(self) -> Node:
        """An atom with its marks and exponents."""
        with self.deeper():
            node = self.atom()
            for _ in range(limits.MAX_POSTFIX + 1):
                following = calls.postfix(self, node)
                if following is None:
                    return node
                node = following
            raise limits.too_deep(f"more than {limits.MAX_POSTFIX} marks after one atom")

    def exponent(self) -> Node:
        """What stands behind ``^``: a group, or one signed atom (with its own exponent)."""
        with self.deeper():
            negative = False
            while self.at("+", "-"):
                negative ^= self.next().text == "-"
            node = self.atom()
            if self.accept("^"):
                node = Power(node, self.exponent())
            return Negate(node) if negative else node

    def argument(self) -> Node:
        """One TeX argument: a group, or the next single token (one digit of a number)."""
        token = self.peek()
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            self.next()
            self.push_back(Token("number", token.text[1:]))
            return Number(int(token.text[0]))
        with self.deeper():
            return self.atom()

    def raw_argument(self) -> str:
        r"""The next argument as text, for names: ``1`` of ``_1``, ``max`` of ``_{\max}``."""
        if not self.accept("{"):
            return self.next().text
        parts, depth = list[str](), 1
        while depth and self.peek().kind != "end":
            token = self.next()
            if token.kind == "mark":
                depth += (token.text == "{") - (token.text == "}")
            parts.append(token.text)
        if depth:
            raise limits.unreadable("a group that does not end")
        return "".join(parts[:-1])

    def _letters(self) -> str:
        r"""``ABC`` of ``\angle ABC``."""
        if self.at("{"):
            return self.raw_argument()
        letters = ""
        while self.peek().kind == "letter" and self.peek().text.isupper():
            letters += self.next().text
        return letters or self.raw_argument()

    def atom(self) -> Node:
        """A number, a name, a bracket or a function call."""
        token = self.next()
        match token.kind:
            case "number":
                return numerals.number(token.text)
            case "letter":
                return calls.named(self, token.text)
            case "text":
                if token.text in CURRENCIES:
                    return Quantity(self._signed_factor(), token.text)
                return MEANINGS.get(token.text.lower()) or Word(token.text)
            case "mark":
                return brackets.opened(self, token.text)
            case "command":
                return self._command(token.text)
            case _:
                raise limits.unreadable("it ends where a value should stand")

    def _command(self, name: str) -> Node:
        if name in CONSTANTS:
            return Constant(CONSTANTS[name])
        if name in FUNCTIONS or name in calls.COMMANDS:
            return calls.called(self, name)
        if name in brackets.OPENERS:
            return brackets.opened(self, name)
        if name in DOTS:
            return Symbol("...")
        if name == "dollar":
            return Quantity(self._signed_factor(), "$")
        if name in FIGURES:
            return Symbol(f"{name}{{{self._letters()}}}")
        if name in ACCENTS:
            return Symbol(f"{name}{{{self.raw_argument()}}}")
        if name in SILENT:
            return self.atom()
        if name in {"emptyset", "varnothing"}:
            return Sequence("{", (), "}")
        if name.isalpha() and self._starts_with_command(name):
            return Symbol(RENAMED.get(name, name))
        raise limits.unreadable(f"\\{name} where a value should stand")
