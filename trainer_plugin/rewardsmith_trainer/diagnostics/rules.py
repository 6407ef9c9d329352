"""The rules of the advisor: a fault of a run each, with its threshold and the reason for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rewardsmith_trainer.diagnostics.evidence import Advice, Run
from rewardsmith_trainer.diagnostics.statistics import GROUP_SIZES
from rewardsmith_trainer.diagnostics.trend import Trend

Rule = Callable[[Run], Iterator[Advice]]

WITHOUT_SIGNAL = 0.6
"""Share of idle groups that is too much.  Half is usual on mixed prompts; at 0.6 a batch is worth
less than half of what it costs."""
WORTHWHILE = 0.1
"""What a larger group has to bring for it to be the remedy."""
RUNAWAY_KL = 1.0
"""Nats a token: the policy gives its tokens odds of e to 1 over the reference.  Runs that learn
stay well below."""
STRONG_BETA = 0.2
"""Published GRPO runs have β from 0 to 0.1."""
STILL_KL = 0.01
"""Nats a token: ten times less than a run that learns has after tens of steps."""
ALWAYS, NEVER = 0.98, 0.02
"""Means beyond which a score in [0, 1] tells completions apart no more."""
PAID_BY_LENGTH = 0.5
"""Correlation of a component with length within groups: length explains a quarter of it."""
GROWTH = 1.25
"""Ratio of last to first length; less is the drift of any run."""
MOVES = 0.1
"""What a component has to rise or fall by for the rise or fall to be the run's main event."""
SATURATED = 0.9
"""A form that is met by nine in ten has paid out what it had to pay."""
COLLAPSED = 0.1
"""Ratio of last to first entropy: what is sampled in a group is then one answer G times."""
ALIKE = 0.95
"""Share of groups that are alike, in a task that is not solved: each prompt has its one answer."""
CLIPPED = 0.1
"""Share of tokens clipped in the updates where any is: a tenth of the work has no gradient."""
ABSTAINED = 0.05
"""Share of completions paid for in vain; our own limit alone is held below 0.02."""
SILENT_TERM = 0.2
"""The same for one term, whose absence the others make up for."""
SHAPING_ONLY = 0.5
"""Share of groups in which only a shaping term differs, scaled up to full advantages."""
HALVED = 0.5
"""Ratio of last to first reward that no noise explains."""


def group_size(run: Run) -> Iterator[Advice]:
    """Have too few groups a signal, and would larger ones?"""
    idle, predicted = run.figure("groups/without_signal"), run.figure("groups/predicted")
    if not idle or not predicted or run.solved or idle.last < WITHOUT_SIGNAL:
        return
    now = predicted.values[-1]
    sizes = (size for size in GROUP_SIZES if size > run.setup.group_size)
    larger = {size: run.figure(f"groups/predicted/{size}").values for size in sizes}
    gains = {
        size: found[-1] for size, found in larger.items() if found and now - found[-1] >= WORTHWHILE
    }
    if gains:
        best = next((g for g, share in gains.items() if share <= now / 2), max(gains))
        yield Advice(
            "group_size",
            f"{idle.last:.2f} of the groups have no signal",
            "num_generations",
            f"{best}: {gains[best]:.2f} predicted",
        )


def kl_runs_away(run: Run) -> Iterator[Advice]:
    """Does the policy leave the reference, and gain nothing by it?"""
    kl = run.logged("kl")
    if kl and kl.settled >= RUNAWAY_KL and not run.learns:
        yield Advice(
            "kl_runs_away",
            f"KL {kl.settled:.2f} nats a token while {_flat(run)}",
            "beta",
            f"{max(4 * run.setup.beta, 0.04):.2g}, or learning_rate to a third",
        )


def kl_binds(run: Run) -> Iterator[Advice]:
    """Is the policy held where it is, or hardly moved?"""
    kl, idle = run.logged("kl"), run.figure("groups/without_signal")
    if not kl or not idle or run.learns or run.solved or idle.last >= ALWAYS:
        return
    if run.setup.beta >= STRONG_BETA and kl.settled < RUNAWAY_KL:
        yield Advice("kl_binds", f"beta {run.setup.beta:g} while {_flat(run)}", "beta", "0.04")
    elif kl.settled < STILL_KL:
        rate = run.setup.learning_rate
        yield Advice(
            "too_slow",
            f"KL {kl.settled:.4f} nats a token while {_flat(run)}",
            "learning_rate",
            f"{5 * rate:.2g}",
        )


def constant_components(run: Run) -> Iterator[Advice]:
    """Which component never told completions apart?"""
    scores = {name: run.component(name) for name in run.paid}
    for name, score in (scores or {"reward": run.figure("reward/mean")}).items():
        if not score:
            continue
        if min(score.first, score.mean) > ALWAYS:
            yield Advice(
                "saturated", f"{name} scored {score.mean:.3f} throughout", name, _harder(run, name)
            )
        elif max(score.values) < 2 * NEVER and score.mean < NEVER:
            yield Advice(
                "never_fires",
                f"{name} scored {score.mean:.3f} throughout",
                name,
                "what the model sometimes does: check the verifier and its column, or give partial "
                "credit, easier prompts, an example in the prompt",
            )


def length_hacking(run: Run) -> Iterator[Advice]:
    """Does a term pay for length, and the required one gain nothing by it?"""
    length = run.figure("length/mean")
    grows = length and length.rises(0) and length.last >= GROWTH * length.first
    if not grows or not run.required or run.required.gains:
        return
    for name in run.paid:
        paid_by = run.component(name, "length_correlation")
        if name in run.setup.required or not paid_by or paid_by.mean < PAID_BY_LENGTH:
            continue
        if run.component(name).rises(0):
            yield Advice(
                "length_hacking",
                f"length {length.first:.0f} -> {length.last:.0f} tokens, which pays in {name} "
                f"(correlation {paid_by.mean:.2f}) and not in {_required(run)}",
                f"the weight of {name}",
                f"{run.paid[name] / 4:.2g}, or multiply it by {_required(run)}",
            )


def format_hacking(run: Run) -> Iterator[Advice]:
    """Does one component pay out while another, which should follow, stalls or falls?"""
    scores = {name: score for name in run.paid if (score := run.component(name))}
    for easy, score in scores.items():
        if score.last < SATURATED or not score.rises(MOVES):
            continue
        for hard, other in scores.items():
            counts = hard in run.setup.required or other.mean > NEVER
            stalls = other.last < SATURATED and not other.gains
            heavier = run.paid[hard] >= run.paid[easy]
            if other.falls(MOVES) or (counts and heavier and stalls):
                yield Advice(
                    "format_hacking",
                    f"{_went(easy, score)} while {_went(hard, other)}",
                    f"the weight of {easy}",
                    f"{run.paid[easy] / 4:.2g}, or multiply it by {hard}",
                )


def entropy_collapse(run: Run) -> Iterator[Advice]:
    """Has the policy nothing left to try, with the task unsolved?

    Rows without advantage may be spared their pass, and are then not in the entropy that TRL logs:
    so it is a collapse too where groups that differed have become alike nearly all.
    """
    entropy, idle = run.logged("entropy"), run.figure("groups/without_signal")
    if run.solved or not run.required or run.required.last <= NEVER:
        return
    if entropy and entropy.settled <= COLLAPSED * entropy.first:
        figure = f"entropy {entropy.first:.3f} -> {entropy.settled:.3f} nats a token"
    elif idle and idle.last >= ALIKE and idle.rises(MOVES):
        figure = f"groups without signal {idle.first:.2f} -> {idle.last:.2f}"
    else:
        return
    yield Advice(
        "entropy_collapse",
        f"{figure}, reward {run.figure('reward/mean').last:.2f}",
        "learning_rate",
        f"{run.setup.learning_rate / 3:.2g}, or epsilon_high to 0.28, or beta up",
    )


def clipping(run: Run) -> Iterator[Advice]:
    """Are too many tokens clipped?  An update on fresh samples clips none, and is not counted."""
    off_policy = Trend(tuple(v for v in run.logged("clip_ratio/region_mean").values if v > 0))
    if off_policy and off_policy.mean >= CLIPPED:
        yield Advice(
            "clipping",
            f"{off_policy.mean:.2f} of the tokens are clipped",
            "learning_rate",
            f"{run.setup.learning_rate / 3:.2g}, or num_iterations down",
        )


def abstention(run: Run) -> Iterator[Advice]:
    """Do too many verdicts abstain?"""
    total = run.figure("abstained")
    if total and total.mean >= ABSTAINED:
        prefix = "diagnostics/abstained/"
        reasons = {name for row in run.rows for name in row if name.startswith(prefix)}
        shares = {name: run.logged(name).values for name in reasons}
        worst = max(shares, key=lambda name: sum(shares[name]), default=prefix)
        reason = worst.removeprefix(prefix)
        yield Advice(
            "abstention",
            f"{total.mean:.2f} of the verdicts abstain, most as {reason}",
            "what decides",
            f"rid of {reason}: mend the column or the service, or fill in with or_else",
        )
        return
    for name in run.paid:
        silent = run.component(name, "abstained")
        if silent and silent.mean >= SILENT_TERM:
            yield Advice(
                "abstention",
                f"{name} abstains in {silent.mean:.2f} of its verdicts",
                name,
                "what can decide: mend its column or service, or fill in with or_else",
            )


def shaping_only(run: Run) -> Iterator[Advice]:
    """Does most of the gradient come from shaping terms alone?"""
    shaping = run.figure("groups/shaping_only")
    if shaping and not run.solved and shaping.mean >= SHAPING_ONLY:
        yield Advice(
            "shaping_only",
            f"in {shaping.mean:.2f} of the groups only a shaping term differs",
            "skip_no_signal",
            "True, or least_spread to 0.05",
        )


def reward_hacking(run: Run) -> Iterator[Advice]:
    """Does the audit grant less than the reward claims, beyond its interval?"""
    gap, low = run.figure("audit/gap").values, run.figure("audit/low").values
    if gap and low[-1] > 0:
        yield Advice(
            "reward_hacking",
            f"the reward claims {gap[-1]:.2f} more than the audit grants (at least {low[-1]:.2f})",
            _required(run),
            "what the audit asks: read the rollouts in which the two differ",
        )


def reward_falls(run: Run) -> Iterator[Advice]:
    """Did the run lose what it had?"""
    reward = run.figure("reward/mean")
    if reward and reward.first > 0 and reward.last <= HALVED * reward.first and reward.falls(0.02):
        yield Advice(
            "reward_falls",
            f"{_went('reward', reward)}",
            "learning_rate",
            f"{run.setup.learning_rate / 3:.2g}",
        )


RULES: tuple[Rule, ...] = (
    group_size,
    kl_runs_away,
    kl_binds,
    constant_components,
    length_hacking,
    format_hacking,
    entropy_collapse,
    clipping,
    abstention,
    shaping_only,
    reward_hacking,
    reward_falls,
)


def _went(name: str, score: Trend) -> str:
    return f"{name} {score.first:.2f} -> {score.last:.2f}"


def _flat(run: Run) -> str:
    return f"the {_went('reward', run.figure('reward/mean'))}"


def _required(run: Run) -> str:
    return " and ".join(run.setup.required) or "reward"


def _harder(run: Run, name: str) -> str:
    if name in run.setup.required or name == "reward":
        return "harder: choose prompts that the model does not solve yet"
    return "none: drop the term, or make it ask for more"
