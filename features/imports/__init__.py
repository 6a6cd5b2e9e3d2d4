"""History from files: what a mapping says, rows of CSV, Parquet, Excel and NDJSON, the import.

`mapping.py` is what a mapping file may say and `mapping_file.py` reads it, `values.py`,
`dates.py` and `conditions.py` turn cells into fields, `*_rows.py` read one format each and
`readers.py` chooses among them; `staging.py` makes events of rows, `appending.py` puts them into
the log in short transactions, `refused.py` keeps what was refused, `report.py` says what became
of it all, and `run.py` walks the way from files to report. Presets stand in `presets/`.
Speaks no SQL: events enter through `features.history.log` alone.
"""
