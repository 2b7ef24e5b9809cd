"""From the text of a scheme's files to a Scheme, strictly: whatever is not understood is an error for its author."""

from domain.rules.reading.nodes import SchemeError
from domain.rules.reading.schemes import SchemeTexts, digest_of, read_scheme

__all__ = ["SchemeError", "SchemeTexts", "digest_of", "read_scheme"]
