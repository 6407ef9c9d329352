"""``rewardsmith doctor``: what is installed, what is missing, and the command that gets it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import typer
from rich.text import Text

from rewardsmith.cli.arguments import JsonFlag
from rewardsmith.cli.checks import Finding, Status
from rewardsmith.cli.checks.machine import machine
from rewardsmith.cli.checks.names import names
from rewardsmith.cli.checks.packages import packages
from rewardsmith.cli.checks.plugins import plugins
from rewardsmith.cli.checks.sandbox import sandbox
from rewardsmith.cli.terminal import plain_table, print_lines, results

_STYLES = {Status.OK: "green", Status.MISSING: "yellow", Status.BROKEN: "red"}


def doctor(as_json: JsonFlag = False) -> None:
    """Say what is installed, what is missing, and what to type.

    Exit code 1 when something is broken; what is merely missing may not be wanted.
    """
    findings = [*packages(), *names(), *machine(), *sandbox(), *plugins()]
    if as_json:
        print_lines([json.dumps([asdict(finding) for finding in findings], indent=2)])
    else:
        _print(findings)
    if any(finding.status is Status.BROKEN for finding in findings):
        raise typer.Exit(1)


def _print(findings: Sequence[Finding]) -> None:
    table = plain_table("", "", "")
    table.show_header = False
    subject = ""
    for finding in findings:
        if subject and finding.subject != subject:
            table.add_row()
        subject = finding.subject
        detail = Text(finding.detail)
        if finding.mend:
            detail.append("\n").append(f"type: {finding.mend}", style="bold")
        status = Text(finding.status.value, style=_STYLES[finding.status])
        table.add_row(status, Text(finding.name, style="bold"), detail)
    console = results()
    console.print(table)
    console.print()
    counts = {status: sum(f.status is status for f in findings) for status in Status}
    console.print(", ".join(f"{number} {status.value}" for status, number in counts.items()))
