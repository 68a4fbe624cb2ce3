"""How the models that ship with the package were made; nothing here runs in a shop."""
