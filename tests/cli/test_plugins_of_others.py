"""Third parties' verifiers and commands: one that fails names itself and breaks no other."""

import sys

import pytest

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
VERIFIER = '''
from typing import Literal
from rewardsmith.types import Verdict
from rewardsmith.verifier import Verifier

class Polite(Verifier, frozen=True):
    """Does it say please?"""
    kind: Literal["polite"] = "polite"
    def verify(self, rollout):
        return Verdict.of("please" in rollout.text)
'''
COMMAND = '''
def greet(name: str) -> None:
    """Greet somebody."""
    print(f"hello {name}")
'''


@pytest.fixture
def install(folder, monkeypatch):
    """Puts a distribution on the path as pip would: its module and its metadata."""
    monkeypatch.syspath_prepend(str(folder / "site"))

    def installed(name: str, code: str, entry_points: str) -> None:
        info = folder / "site" / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(METADATA.format(name=name))
        (info / "entry_points.txt").write_text(entry_points)
        (folder / "site" / f"{name}.py").write_text(code)
        monkeypatch.delitem(sys.modules, name, raising=False)

    return installed


@pytest.fixture
def broken(install):
    install(
        "acme_broken",
        "import a_module_that_is_nowhere",
        "[rewardsmith.verifiers]\nacme = acme_broken:Acme\n"
        "[rewardsmith.commands]\nacme = acme_broken:acme\n",
    )


def test_a_verifier_joins_the_list_and_scores(run, write, install, monkeypatch):
    monkeypatch.setattr("rewardsmith.registry._registered", {})
    install("acme_polite", VERIFIER, "[rewardsmith.verifiers]\npolite = acme_polite:Polite\n")
    write("in.jsonl", {"completion": "please"}, {"completion": "now!"})
    out = run("list").out
    assert "polite" in out
    assert "Does it say please?" in out
    ran = run("score", "-r", "polite", "in.jsonl")
    assert [line.count('"score": 1.0') for line in ran.out.splitlines()] == [1, 0]


def test_a_command_joins(run, install):
    install("acme_greet", COMMAND, "[rewardsmith.commands]\ngreet = acme_greet:greet\n")
    assert run("greet", "you").out == "hello you\n"
    assert "Greet somebody." in run("--help").out


def test_a_command_keeps_to_names_that_are_free(run, install):
    install("acme_list", COMMAND, "[rewardsmith.commands]\nlist = acme_list:greet\n")
    assert "combinator" in run("list").out


@pytest.mark.parametrize("arguments", [["acme"], ["acme", "x", "--deep", "3"]])
def test_a_broken_command_names_its_distribution_when_called(run, broken, arguments):
    ran = run(*arguments)
    assert ran.code == 2
    assert "acme_broken" in ran.err
    assert "a_module_that_is_nowhere" in ran.err
    assert "Traceback" not in ran.err


def test_a_broken_plugin_breaks_nothing_else(run, broken):
    listed = run("list")
    assert listed.code == 0
    assert "acme_broken" in listed.out
    assert "integer" in listed.out
    helped = run("--help")
    assert helped.code == 0
    assert "Failed to load" in helped.out
    assert run("list", "--json").code == 0


def test_doctor_finds_a_broken_plugin(run, broken):
    ran = run("doctor")
    assert ran.code == 1
    assert "pip uninstall acme_broken" in ran.out


def test_one_name_from_two_distributions_is_refused_by_both_names(run, install):
    for name in ("acme_one", "acme_two"):
        install(name, COMMAND, f"[rewardsmith.commands]\ntwice = {name}:greet\n")
    ran = run("twice")
    assert ran.code == 2
    assert "acme_one" in ran.err
    assert "acme_two" in ran.err
