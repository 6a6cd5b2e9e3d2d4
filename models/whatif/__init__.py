"""What would have happened under another policy: the past decided again, and what that would have brought.

`past` is a decision as it was taken, with what became known of it later; `replay` decides it again by the
product's own `decide`; `cases` puts the decisions about one document together; `estimate` turns verdicts into
amounts with an interval, weighed by the chance that anyone looked, so that what was never flagged is not taken
for good; `flips` is the table of then against now; `approvals` says how special approvals turned out; `side` is
what one policy brought, `report` both sides together, `texts` its words in both languages.
Pure: the ledger is read elsewhere, and the same past and policy give the same report.
"""
