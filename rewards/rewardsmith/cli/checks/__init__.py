"""What ``rewardsmith doctor`` looks at, one file a subject; each gives ``Finding`` values."""

from rewardsmith.cli.checks.finding import Finding, Status

__all__ = ["Finding", "Status"]
