"""Who calls and what they may do: API keys, scopes, the sign-in of the desk."""
