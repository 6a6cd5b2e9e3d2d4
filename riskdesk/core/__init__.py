"""What every other part stands on, and what imports nothing of ours but itself.

Settings, keys, the vault for personal data, time, the working calendar, money, logs, texts in two
languages, the tree of errors, the heap and folders of a process, and the database. Nothing here knows what a feature, a model, a score
or a request is; a module that needs to know belongs in a folder above.
"""
