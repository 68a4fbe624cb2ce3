"""Reading a catalogue folder (`CATALOGUE.md` describes it) into the shop's tables."""
