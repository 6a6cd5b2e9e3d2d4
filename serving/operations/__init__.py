"""What operators see: health, readiness, metrics, request ids."""
