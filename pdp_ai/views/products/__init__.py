"""Products: asking for media, and what they have or lack."""
