"""Why somebody is kept out. No message says what is there, or whether anything is."""

from __future__ import annotations


class TokenRefused(Exception):
    """There is no token, or none that holds: get another. Why in particular is never told to whoever sent it."""


class NotAllowed(Exception):
    """The caller is known, and none of their roles may do this: ask the administrator for another role."""


class TokenNotMade(Exception):
    """A token cannot be made as asked: the message says what to write instead."""


class TokenKeyUnusable(Exception):
    """The key that local tokens are signed with cannot be read: the message says where it was looked for."""


class IssuerUnusable(Exception):
    """What is said of the sign-in service cannot be used: the message says which part, and what to write."""
