"""Takes glossary pop-up text of the publishing web page out of sentences it was glued into; knows only texts."""

import re

# Each pop-up begins, without a space, right after the word it explains.
GLOSSARY_OPENINGS = (
    "Action plans are at the core of",
    "Ensuring universal access to sustainable",
    "The Open Government Partnership (OGP) is a multi-stakeholder",
    "According to OGP’s Articles of Governance",
    "OGP participating governments are",
    "Governments are working to",
    "Recognizing that investing in youth",
    "By opening up data",
    "Collaboration between government, civil society",
    "OGP commitments are promises",
    "Accountability within the public education",
    "An essential part of open government",
)
# A pop-up is cut off with three dots; the page's own “More” link may follow. A fourth dot belongs to the cut sentence
# before “More”, and to the surrounding sentence where no “More” follows.
_END = r"(?:\.{3,5} More\b|\.{3})"
_KNOWN = re.compile(r"(?<=\S)(?:" + "|".join(map(re.escape, GLOSSARY_OPENINGS)) + r").*?" + _END)
_SUSPECTED = re.compile(r"(?<=[a-zà-ÿ])[A-Z][a-z]+ [^\n]{60,}?\.{3}")


def remove_glossary_text(text: str) -> str:
    """The text without known pop-ups; everything else stays exactly as printed."""
    return _KNOWN.sub("", text)


def find_glossary_text(text: str) -> tuple[str, ...]:
    """Pop-ups glued into the text: known ones, and whatever looks like one but is not known yet."""
    known = tuple(found.group() for found in _KNOWN.finditer(text))
    return known + tuple(found.group() for found in _SUSPECTED.finditer(remove_glossary_text(text)))
