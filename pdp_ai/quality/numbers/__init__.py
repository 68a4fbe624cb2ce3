"""Numbers in copy: read in any notation, and held against what the facts say, or come to."""
