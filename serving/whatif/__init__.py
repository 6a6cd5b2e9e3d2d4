"""The ledger read for a what-if: past decisions with what became known of them later, and nothing decided here."""
