"""Who holds a kind: built-ins, ``@register``, and entry points of installed distributions."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Literal

import pytest

import rewardsmith
from rewardsmith import Verifier, register
from rewardsmith.errors import DuplicateKindError, PluginError, SpecError
from rewardsmith.registry import BUILT_IN, kinds, lookup
from tests.scripted import Scripted


@pytest.mark.parametrize("kind", BUILT_IN)
def test_a_built_in_kind_is_what_the_table_says(kind):
    cls = lookup(kind)
    assert cls.model_fields["kind"].default == kind
    module, _, name = BUILT_IN[kind].partition(":")
    assert (cls.__qualname__, cls.__module__.startswith(module)) == (name, True)


def test_public_names_are_there_and_few():
    for name in rewardsmith.__all__:
        assert getattr(rewardsmith, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Verdikt'"):
        _ = rewardsmith.Verdikt


def test_two_classes_of_one_kind_are_refused():
    class Other(Verifier, frozen=True):
        kind: Literal["scripted"] = "scripted"

    with pytest.raises(DuplicateKindError, match=r"Other.*tests\.scripted:Scripted"):
        register(Other)

    class Mine(Verifier, frozen=True):
        kind: Literal["clip"] = "clip"

    with pytest.raises(DuplicateKindError, match=r"Mine claims it, rewardsmith\.compose:Clip has"):
        register(Mine)


def test_a_class_defined_again_replaces_itself():
    assert register(Scripted) is Scripted


def test_a_class_without_a_kind_is_refused():
    class Nameless(Verifier, frozen=True):
        pass

    with pytest.raises(SpecError, match="needs a literal kind; write: kind"):
        register(Nameless)


@pytest.fixture
def plug_in(tmp_path, monkeypatch):
    """Lay a distribution on the path as an installer would: a module and its metadata."""

    def lay(kind: str, module: str, code: str) -> None:
        info = tmp_path / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[rewardsmith.verifiers]\n{kind} = {module}:Mine\n")
        (tmp_path / f"{module}.py").write_text(code)

    monkeypatch.syspath_prepend(tmp_path)
    yield lay
    for name in [name for name in sys.modules if name.startswith("plugged_")]:
        del sys.modules[name]


PLUG_IN = """
from typing import Literal
from rewardsmith import Rollout, Verdict, Verifier, register

@register
class Mine(Verifier, frozen=True):
    kind: Literal["{kind}"] = "{kind}"

    def verify(self, rollout: Rollout) -> Verdict:
        return Verdict.of("please" in rollout.text)
"""


def test_a_plug_in_is_loaded_by_name_on_first_use(plug_in):
    plug_in("courteous", "plugged_courteous", PLUG_IN.format(kind="courteous"))
    assert "courteous" in kinds()
    assert "plugged_courteous" not in sys.modules
    verifier = rewardsmith.load_spec("courteous")
    assert verifier.verify(rewardsmith.Rollout(completion="yes please")).score == 1.0
    assert type(verifier) is import_module("plugged_courteous").Mine


def test_a_plug_in_that_fails_names_its_distribution(plug_in):
    plug_in("broken", "plugged_broken", "import no_such_module")
    with pytest.raises(PluginError, match=r"'broken' of plugged_broken failed.*no_such_module"):
        lookup("broken")


def test_two_distributions_of_one_kind_are_named(plug_in):
    plug_in("twice", "plugged_one", PLUG_IN.format(kind="twice"))
    plug_in("twice", "plugged_two", PLUG_IN.format(kind="twice"))
    with pytest.raises(DuplicateKindError, match=r"plugged_(one|two) and plugged_(one|two)"):
        lookup("twice")
