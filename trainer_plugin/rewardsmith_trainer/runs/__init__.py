"""A training run from its recipe to its folder: made, followed, recorded, reported."""
