"""Slugs: readable keys of names, in lower-case ASCII letters, digits and single hyphens."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Final

MAX_SLUG_LENGTH: Final = 100

_APOSTROPHES: Final = dict.fromkeys(map(ord, "'`\u00b4\u02bb\u02bc\u2018\u2019"))
_WITHOUT_DECOMPOSITION: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")
_HASH_DIGITS: Final = 16


def slug_of(name: str) -> str:
    """Return the slug of a name: 1 to 100 characters of `[a-z0-9-]`, never with a hyphen at an end.

    Latin letters lose their accents, apostrophes vanish, everything else separates words. A name without any
    Latin letter or ASCII digit gets `x-` and a hash of its characters, the same for any case and composition.
    Different names may have the same slug ("Adductor/Groin", "Adductor-Groin"): the caller reports that.
    """
    words = _without_accents(name.translate(_APOSTROPHES))
    slug = _SEPARATORS.sub("-", words).strip("-")[:MAX_SLUG_LENGTH].rstrip("-")
    return slug or _hash_slug(name)


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return letters.translate(_WITHOUT_DECOMPOSITION)


def _hash_slug(name: str) -> str:
    same_form = unicodedata.normalize("NFKC", name).casefold().strip()
    return f"x-{sha256(same_form.encode()).hexdigest()[:_HASH_DIGITS]}"
