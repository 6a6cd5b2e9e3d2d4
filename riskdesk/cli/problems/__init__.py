"""What a command says where it fails, in both languages: tables of texts by what failed, and how they are said.

Errors are raised where they happen, in English and with their values in them. `say` renders them; `setup`, `files`,
`models` and `calls` hold the sentences that only commands can meet, next to those of the service's interface.
"""
