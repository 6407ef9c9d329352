"""A small judge of one's own: an OpenAI-compatible server on loopback around a local model.

It proves the plumbing, not the judgment: a model of 135 million parameters replies in the right
form, with log-probabilities, and knows next to nothing.
"""
