"""One draft: what a reviewer sees of it, and decides."""
