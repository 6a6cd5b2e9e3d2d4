"""A customer's credit as it stands: grade, limit, exposure, headroom, and where they come from."""
