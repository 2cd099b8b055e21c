"""Words before a code that turn what follows: “merci d'annuler CODE = 14” takes an answer back, it gives none."""

import re

_TURNING = re.compile(
    r"(?<![^\W_])(?:ne|n'|pas|jamais|annul\w*|supprim\w*|retir\w*|ignor\w*|oubli\w*|corrig\w*|remplac\w*|"
    r"precedent\w*|ancien\w*|avant|avai[st]|avions|aviez|etait|exemple|ex|si|faut-il|fallait|lieu|supposons|"
    r"not|don't|cancel\w*|ignor\w*|remov\w*|delet\w*|disregard\w*|previous\w*|earlier|was|had|example|e\.g|if|instead|"
    r"replac\w*|correct|suppos\w*|"
    r"لا|لم|ليس|الغ\w*|حذف\w*|احذف\w*|تجاهل\w*|سابق\w*|السابق\w*|كان\w*|كنت|مثل|مثلا|مثال|اذا|لو|بدل\w*|تعويض|استبدال)"
    r"(?![^\W_])"
)
_LONGEST = 300


def turns_what_follows(folded: str) -> bool:
    """Whether a line that begins so may speak of its code without answering it."""
    return bool(folded.strip()) and bool(_TURNING.search(folded[-_LONGEST:]))
