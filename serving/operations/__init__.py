"""What operators see: health, readiness, metrics, request ids; and what a process does by the clock, in threads of its own."""
