"""The review room: a filter, a page of cards, and decisions on many drafts."""
