"""Where models and typologies begin to hold: from what reviewers can look at in a day, or from what errors cost.

One probability decides for all: a document is held where the chance that a reviewer confirms it is at least so
much. `sources` reads that chance of each decision of the past, from its model and from each pattern by how
strongly it showed; `precision` learns a pattern's chance from verdicts; `choose` finds the one probability;
`propose` writes it as a policy with what each cut brings. Nothing here publishes a policy.
"""
