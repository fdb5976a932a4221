"""How the portal looks: forms, template tags, error pages."""
