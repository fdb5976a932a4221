"""Recovery check-ups: an agreed series of conversations, and a way back that stays open."""
