class CatalogueError(Exception):
    """A rule of the catalogue says no. The message is for the person who asked."""
