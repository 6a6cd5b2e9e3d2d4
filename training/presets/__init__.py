"""Presets of training that ship: how tables of labelled rows are read, as TOML."""
