"""The rewardsmith package."""
