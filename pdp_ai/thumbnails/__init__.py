"""Lets the thumbnails of other apps keep their picture's mark, where a shop has those apps."""
