"""What goes wrong with trees: the error stands in the tree of `riskdesk.core.errors`."""

from riskdesk.core.errors import ModelTextNotUnderstood

__all__ = ["ModelTextNotUnderstood"]
