"""How tables of firms with what became of them are read, as TOML."""
