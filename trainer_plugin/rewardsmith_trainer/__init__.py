"""GRPO training on verified rewards."""
