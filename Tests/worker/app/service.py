"""The remote service, which emails steer."""

import re
import time


class InviteError(Exception):
    """The invite cannot be made; trying again does not help."""


class TransientError(Exception):
    """The invite could not be made just now."""


def steer(email: str, retries: int) -> None:
    """What the remote service would do to this email."""
    if slow := re.search(r"\+slow(\d+(?:\.\d+)?)", email):
        # As long as the remote service takes: a test says it.
        time.sleep(float(slow.group(1)))
    if "+fail" in email:
        raise InviteError("the service refused this email")
    if (again := re.search(r"\+retry(\d+)", email)) and retries < int(again.group(1)):
        raise TransientError("the service did not answer")


def refusal(email: str) -> str | None:
    """What the remote service answers for this email; None when it takes it."""
    return "seat limit reached (400)" if "+refused" in email else None
