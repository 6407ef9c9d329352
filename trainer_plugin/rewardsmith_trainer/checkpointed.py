# pyright: basic
# ruff: noqa: ARG002  (the signatures are those of transformers' callbacks)
"""A callback with a state: saved in the checkpoint, and restored into the object that is there.

transformers saves an ``ExportableState``, but restores it only with
``restore_callback_states_from_checkpoint=True``, and then into a new object that nobody holds:
not the trainer, not the sampler.  And resuming from a checkpoint older than the callback, it fails
at the next save with a ``KeyError``.  So the state is taken back here, as training begins.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from transformers import TrainerCallback, TrainerControl, TrainerState
from transformers.trainer_callback import ExportableState


class Checkpointed(TrainerCallback, ExportableState):
    """What does a callback remember, so that a resumed run goes on as if it had never stopped?

    Subclasses say it in ``kept`` and take it back in ``restore``; it has to survive JSON.
    ``attach`` gives them the trainer, before it trains.
    """

    trainer: Any = None
    by: ClassVar[str] = "attach(trainer)"
    """How does the user attach it?  For the error."""

    def attach(self, trainer: Any) -> None:
        """Which trainer is this for?  ValueError where it would put another in this one's place."""
        if trainer.args.restore_callback_states_from_checkpoint:
            raise ValueError(
                "restore_callback_states_from_checkpoint=True: transformers would build "
                f"{type(self).__name__} anew and lose this one; write False, it restores itself"
            )
        self.trainer = trainer

    def kept(self) -> dict[str, Any]:
        """What goes into the checkpoint?  JSON."""
        raise NotImplementedError

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on from what ``kept`` said."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """What transformers asks for as the trainer is built, and at every save."""
        return {"args": {}, "attributes": {} if self.trainer is None else self.kept()}

    def on_train_begin(
        self, args: Any, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Go on from the checkpoint, where there is one."""
        name = type(self).__name__
        if self.trainer is None:
            raise ValueError(f"{name} has no trainer: type {self.by} before train()")
        callbacks = cast("dict[str, Any]", state.stateful_callbacks)
        if kept := callbacks.get(name, {}).get("attributes"):
            self.restore(kept)
        callbacks[name] = self.state()
