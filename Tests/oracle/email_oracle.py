"""The backend's rule for email addresses, from the packages that it uses: pydantic's EmailStr over
email-validator, then the trimming and lower-casing of the redemption flows.

Reads a JSON list of texts from stdin, and writes for each what is stored, or null, to stdout.
"""

import json
import sys

from pydantic import TypeAdapter, ValidationError
from pydantic.networks import EmailStr

ADDRESS = TypeAdapter(EmailStr)


def stored(text):
    try:
        return ADDRESS.validate_python(text).lower().strip()
    except ValidationError:
        return None


json.dump([stored(text) for text in json.load(sys.stdin)], sys.stdout)
