"""What somebody who searches may have meant by the words that they typed."""

from __future__ import annotations

import re
from typing import Final

_SHORTHAND: Final = {
    "alt": "alternating",
    "bb": "barbell",
    "bp": "bench press",
    "bss": "bulgarian split squat",
    "bw": "body weight",
    "cg": "close grip",
    "db": "dumbbell",
    "dl": "deadlift",
    "kb": "kettlebell",
    "mb": "medicine ball",
    "sa": "one arm",
    "sl": "single leg",
    "sldl": "stiff leg deadlift",
}
_WORD: Final = re.compile(r"[^\W_]+")
_SHORT: Final = range(3, 5)
"""Lengths of words that share too few trigrams with themselves when two of their letters are swapped."""


def readings(words: str) -> list[str]:
    """Return the words in lower case, and, where they hold what trainers abbreviate, written out too."""
    typed = words.lower()
    written_out = _WORD.sub(lambda word: _SHORTHAND.get(word[0], word[0]), typed)
    return [typed] if typed == written_out else [typed, written_out]


def words_of(text: str) -> list[str]:
    """Return the different words of a text, in order."""
    return list(dict.fromkeys(_WORD.findall(text)))


def searched_for(words: str) -> list[str]:
    """Return what is looked up: every reading, and each with two letters swapped of a single short word."""
    texts = readings(words)
    typed = texts[0]
    if len(typed) in _SHORT and typed.isalnum():
        swaps = (f"{typed[:i]}{typed[i + 1]}{typed[i]}{typed[i + 2 :]}" for i in range(len(typed) - 1))
        texts += (text for text in dict.fromkeys(swaps) if text not in texts)
    return texts
