"""Every message out, as a ledger in PostgreSQL."""
