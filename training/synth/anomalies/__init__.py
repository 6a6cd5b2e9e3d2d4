"""The planted anomalies: one typology per file, each a function that plants one story on a day.

A `plant...(world, day)` returns whether it found somebody on whom the story is believable; if not,
it is tried again on another day. Nothing but the essence of the typology may tell a planted item
from an ordinary one: everything else comes from the same draws as the ordinary course of business.
"""
