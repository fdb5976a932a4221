"""How fast the portal is, measured on generated data as large as England."""
