"""Jobs: what waits and runs, how long it takes, and what it costs."""
