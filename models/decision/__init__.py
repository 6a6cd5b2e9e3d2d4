"""One decision: subject, vector, standing, models and policy in; outcome, reasons and grants out.

`inputs` is what a decision is about, `conclusion` what it says, `finding` the common form of everything
that speaks against approval. `rules`, `credit`, `anomaly` and `missing` find; `relief` lifts what may be
lifted and draws the lot; `reasons` puts the findings into at most four reasons; `decide` is the whole way,
`clear` says what would clear a held or refused document. Pure: no clock, no lot but the replayable one.
"""
