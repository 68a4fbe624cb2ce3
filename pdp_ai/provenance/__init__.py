"""What generated media say of themselves: marks in files, signatures over them, words for people and search engines."""
