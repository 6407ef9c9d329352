"""The image that programs run in: from the Dockerfile, or from the host's own Python tree."""
