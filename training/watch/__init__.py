"""What is seen of a model in production: whether its inputs, its answers and its hits are still those of its making.

`psi` measures how far a distribution moved, with a limit that knows the sample's size; `reference` freezes the
distributions that a bundle learned from, which the gate report beside the bundle keeps; `estimated` says how well
a model does before labels are there, `matured` how well it did once they are; `reasons`, `volume` and `vintages`
follow what was told, how much of it, and how each grade turned out; `forecasts` recomputes days late as of each
invoice's posting and holds them against what was paid; `report` is all of it. `shadow` compares a challenger with the
champion on the same decisions, which `shadow_pairs` puts together with what became known since. Nothing here activates anything: what watch finds can at most propose a challenger.
"""
