"""Styles: tried before they are saved, and what they said before."""
