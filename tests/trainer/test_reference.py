"""The reference is the starting policy, or one is told: models edited, adapted, sharded."""

from __future__ import annotations

import copy
import warnings

import pytest
import torch
from peft import LoraConfig, PromptTuningConfig, get_peft_model
from torch.distributed.tensor import DTensor

from rewardsmith_trainer import reference
from rewardsmith_trainer.engine import dataset
from rewardsmith_trainer.models.hub import causal_lm, save, tokenizer
from rewardsmith_trainer.models.tiny import untrained
from rewardsmith_trainer.reference import Likeness, is_sharded, likeness
from rewardsmith_trainer.trainer import VerifiedGRPOTrainer
from tests.trainer.steps import ROWS, ByPlace, config

SCORES = ByPlace(scores=((1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0),))


def build(model, folder, start, *, beta=0.04, **arguments):
    made = VerifiedGRPOTrainer(
        model,
        SCORES,
        config(folder, beta=beta),
        train_dataset=dataset(ROWS),
        processing_class=tokenizer(start),
        **arguments,
    )
    made.silence()
    return made


def edited(start):
    """One number of one weight is another."""
    model = causal_lm(start)
    with torch.no_grad():
        model.model.layers[1].mlp.down_proj.weight[0, 0] += 0.1
    return model


@pytest.mark.parametrize("load", [str, causal_lm], ids=["by-name", "loaded"])
def test_an_unchanged_model_passes_without_a_word(start, tmp_path, load):
    made = build(load(start), tmp_path, start)
    assert likeness(made.model, made.ref_model) is Likeness.EQUAL


def test_a_model_edited_in_memory_becomes_its_own_reference(start, tmp_path):
    model = edited(start)
    with pytest.warns(UserWarning, match="was changed after it was loaded from"):
        made = build(model, tmp_path, start)
    assert likeness(made.ref_model, edited(start)) is Likeness.EQUAL
    made.train()
    assert made.state.log_history[0]["kl"] == pytest.approx(0, abs=1e-7)
    assert likeness(made.ref_model, edited(start)) is Likeness.EQUAL  # a copy, not the same tensors


def test_without_a_divergence_nothing_is_asked(start, tmp_path):
    assert build(edited(start), tmp_path, start, beta=0.0).ref_model is None
    assert build(untrained(17, seed=3), tmp_path, start, beta=0.0).ref_model is None


def test_a_model_from_nowhere_is_refused(start, tmp_path):
    with pytest.raises(ValueError, match=r"type: model.save_pretrained\('start'\)"):
        build(untrained(17, seed=3), tmp_path, start)


def test_a_model_of_other_shapes_is_refused(start, tmp_path):
    model = causal_lm(start)
    model.resize_token_embeddings(40, mean_resizing=False)  # as for new special tokens
    with pytest.raises(ValueError, match="has other parameters than the model"):
        build(model, tmp_path, start)


def test_a_path_to_another_model_is_refused(start, tmp_path):
    words = tokenizer(start)
    save(untrained(len(words) + 8, seed=0), words, tmp_path / "other")
    model = causal_lm(start)
    model.config._name_or_path = str(tmp_path / "other")
    with pytest.raises(ValueError, match="other' has other parameters than the model"):
        build(model, tmp_path, start)


def test_a_path_to_other_weights_is_handled(start, tmp_path):
    words = tokenizer(start)
    save(untrained(len(words), seed=5), words, tmp_path / "other")
    model = causal_lm(start)
    model.config._name_or_path = str(tmp_path / "other")
    with pytest.warns(UserWarning, match="the reference has been given"):
        made = build(model, tmp_path, start)
    assert likeness(made.ref_model, causal_lm(start)) is Likeness.EQUAL


LORA = {"r": 4, "target_modules": ["v_proj", "down_proj"], "lora_dropout": 0.5}


@pytest.mark.parametrize(
    "how", [{}, {"init_lora_weights": "gaussian"}, {"use_dora": True}], ids=["b=0", "a", "dora"]
)
def test_an_adapter_that_starts_from_nothing_passes(start, tmp_path, how):
    made = build(
        edited(start),  # the model below it is the reference, edited or not
        tmp_path,
        start,
        peft_config=LoraConfig(**how, **LORA),
    )
    assert made.ref_model is None
    assert made.model.training


def test_an_adapter_needs_no_path(start, tmp_path):
    made = build(untrained(17, seed=3), tmp_path, start, peft_config=LoraConfig(**LORA))
    assert made.ref_model is None


@pytest.mark.parametrize("how", [False, "pissa"])
def test_an_adapter_that_changes_the_model_is_refused(start, tmp_path, how):
    model = causal_lm(start)
    for parameter in model.parameters():
        parameter.data *= 5  # as decided as a trained one
    with pytest.raises(ValueError, match="the adapter changes the model from the start"):
        build(
            model,
            tmp_path,
            start,
            peft_config=LoraConfig(init_lora_weights=how, **LORA),
        )


def test_a_trained_adapter_has_its_copy(start, tmp_path):
    model = get_peft_model(causal_lm(start), LoraConfig(init_lora_weights=False, **LORA))
    assert "ref" in build(model, tmp_path, start).model.peft_config


def test_below_a_prompt_that_is_learned_is_the_reference(start, tmp_path):
    prompt = PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=2)
    assert build(causal_lm(start), tmp_path, start, peft_config=prompt).ref_model is None


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_rounding_alone_is_no_difference(start, dtype):
    model = causal_lm(start)
    assert likeness(model, copy.deepcopy(model).to(dtype)) is Likeness.EQUAL
    assert likeness(copy.deepcopy(model).to(dtype), model) is Likeness.EQUAL


class Shards:
    """A model as DeepSpeed's third stage leaves it: no weights, but a shard beside each."""

    @staticmethod
    def of(model):
        for parameter in model.parameters():
            parameter.ds_tensor = parameter.detach().flatten()[: parameter.numel() // 2].clone()
            parameter.data = torch.empty(0)
        return model


def test_shards_are_compared_where_they_are_cut_alike(start):
    here, there = Shards.of(causal_lm(start)), Shards.of(causal_lm(start))
    assert is_sharded(here)
    assert likeness(here, there) is Likeness.EQUAL
    assert likeness(Shards.of(edited(start)), there) is Likeness.OTHER_WEIGHTS
    assert likeness(causal_lm(start), there) is Likeness.UNKNOWN


def test_of_distributed_tensors_the_local_part_is_compared(start, one_process):
    from torch.distributed.tensor import Shard, distribute_tensor

    def cut(model):
        for module in model.modules():
            for name, parameter in list(module.named_parameters(recurse=False)):
                whole = distribute_tensor(parameter.detach(), one_process, [Shard(0)])
                setattr(module, name, torch.nn.Parameter(whole))
        return model

    here = cut(causal_lm(start))
    assert isinstance(next(here.parameters()), DTensor)
    assert likeness(here, cut(causal_lm(start))) is Likeness.EQUAL
    assert likeness(here, cut(edited(start))) is Likeness.OTHER_WEIGHTS


@pytest.fixture
def one_process(tmp_path):
    from torch import distributed
    from torch.distributed.device_mesh import init_device_mesh

    distributed.init_process_group(
        "gloo", store=distributed.FileStore(str(tmp_path / "store"), 1), rank=0, world_size=1
    )
    yield init_device_mesh("cpu", (1,))
    distributed.destroy_process_group()


def test_other_shards_are_refused(start, tmp_path):
    made = build(str(start), tmp_path, start)
    made.ref_model = Shards.of(edited(start))
    Shards.of(made.model)
    with pytest.raises(ValueError, match="being sharded they cannot be copied"):
        reference.check_reference(made)


def test_what_cannot_be_compared_is_said(start, tmp_path):
    made = build(str(start), tmp_path, start)
    Shards.of(made.ref_model)
    with pytest.warns(UserWarning, match="was not checked"):
        reference.check_reference(made)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made.beta = 0.0
        reference.check_reference(made)
