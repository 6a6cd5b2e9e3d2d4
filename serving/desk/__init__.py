"""The reviewers' desk: server-rendered pages in Chinese and English, readable without a script.

`routes` are the pages, `guard` is what every page passes (language, session, error pages, headers), `session` and
`attempts` are the sign-in, `service` makes views (`schemas`) of what `store` reads, `listing` and `judging` the two
large ones, `waterfall` and `exposure` the geometry of pictures, which `drawing` writes out, `formats` values and
`texts`, `names`, `words` what is said in the reader's language. SQL stands in `store` only; account numbers,
addresses and persons never leave it but as a short mark of their keyed digest.
"""
