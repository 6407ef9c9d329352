"""The kinds that come with the package, one file or folder a kind; loaded by the registry."""
