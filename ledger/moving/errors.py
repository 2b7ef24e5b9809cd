"""Why a family cannot be moved. Nothing was recorded."""


class MoveRefused(Exception):
    """It may not be moved as things stand; the message says why, and what would change that."""


class MoveUnusable(ValueError):
    """The file is no family's, was changed on its way, or is not by whom it should be."""
