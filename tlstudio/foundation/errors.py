"""Errors whose text can be shown to a person as it is: what, where, why, and what to do next."""


class StudioError(Exception):
    """Something could not be done; `str(error)` is one clear sentence for a person."""


class UsageError(StudioError):
    """What was asked for makes no sense (an unknown network, a pattern that matches nothing); nothing was started."""
