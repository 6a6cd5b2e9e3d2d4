"""Events from outside: one result a row, good rows taken whatever their neighbours are."""
