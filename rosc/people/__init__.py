"""Who is helped: their records, how they can safely be reached, and what they agreed to."""
