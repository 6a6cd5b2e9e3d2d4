"""Which bundles and which policy decide, from which `seq` on."""
