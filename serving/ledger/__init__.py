"""The decisions as they were answered: stored, read, rendered, recomputed."""
