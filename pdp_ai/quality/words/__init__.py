"""What copy claims in words – materials, colours, labels, uses, promises – held against the facts."""
