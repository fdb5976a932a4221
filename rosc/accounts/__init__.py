"""Who works here: people who sign in, their organisations, and what waits for them."""
