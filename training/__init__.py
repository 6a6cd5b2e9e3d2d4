"""How models come to be: from the history of facts to a bundle that serving may activate.

The way of a run: `labels` says what each row turned out to be and leaves out what cannot yet be
known; `splits` cuts by time, with a gap as long as labels take to arrive; a fit; `evaluate`
measures on what came later; gates refuse a model that is worse, miscalibrated or not monotone;
`registry` keeps the run, mirrors it to the data scientists and writes the bundle, which an
activation event puts into service. `synth/` is the synthetic company, for demonstration and for
measuring detectors against a known truth. Nothing here answers a request, and serving never
imports it.
"""
