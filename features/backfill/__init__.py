"""Vectors of a history that does not fit in memory: the same kernel, on partitions by key.

`export.py` writes the encoded log and its queries to Parquet once, `partition.py` computes what
one entity's tables say about the queries of some keys, `assemble.py` puts the answers of all
entities together into vectors: both are pure functions of arrays, which `local.py` runs one
after the other on one machine and `spark.py` on many; `run.py` chooses between the two.
`plan.py` says which features belong to which entity, `split.py` cuts rows by partition, `bucket.py`
writes a file of vectors, `sizes.py` says how much memory that takes, `columns.py` how arrays stand
in files, `folder.py` when a folder is whole.
Nothing here defines a feature or a kernel, and nothing here is needed to serve.
"""
