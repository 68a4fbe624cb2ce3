"""How the models that ship with the package were made, and how a shop trains an adapter of its own for copy."""
