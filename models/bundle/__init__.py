"""The file in which a model travels from training to serving: canonical JSON, checked before it is used.

`format` is what a bundle holds, `forest` and `golden` two of its parts, `codec` the way to bytes and
back, `validate` what must hold within one bundle, `check` the self-test against this program. Trees
travel as LightGBM's text; nothing is pickled, nothing runs on loading.
"""
