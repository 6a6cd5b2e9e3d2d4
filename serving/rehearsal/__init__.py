"""The service tried out on a company that is thrown away, so that all it runs is compiled, and kept, beforehand.

`bundles` makes the smallest models that can be active, `company` a small installation, `rehearse` has the
service answer there, and `done` remembers that it did. Nothing here touches the installation that is being set up.
"""
