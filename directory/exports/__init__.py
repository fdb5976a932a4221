"""What others can take away: calendar files, tables, and data that machines read in our pages."""
