"""What an administrator writes about an indicator, merged with what it is and checked by the model of plan files."""

from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation

from pydantic import ValidationError

from flows.services.lifecycle.amendment_rows import NOTHING
from models.plan_file.checking import first_fault
from models.plan_file.commitment_inputs import IndicatorInput
from models.rules.errors import DomainError
from models.vocabulary import Language
from reports.agreement import text_disagreements

TITLES = {language.value: f"title_{language.value}" for language in Language}
UNITS = {language.value: f"unit_{language.value}" for language in Language}
NUMBERS = ("minimum", "maximum", "baseline", "target")
SWITCHES = {"cumulative": ("since_the_start", "in_the_period"), "is_whole": ("whole", "decimal")}
WORDS = ("kind", "direction", "aggregation", "target_by", "means_of_verification", "baseline_missing_because")
MAY_BE_EMPTY = ("target_by", "means_of_verification", "baseline_missing_because", *UNITS.values())


@dataclass(frozen=True)
class IndicatorOrder:
    """What a form says of an indicator. Empty leaves a field as it is; “none” empties one that may be empty.

    `same_meaning` says that another title is only better wording; otherwise other words are another definition.
    """

    title_fr: str = ""
    title_ar: str = ""
    title_en: str = ""
    same_meaning: bool = False
    unit_fr: str = ""
    unit_ar: str = ""
    unit_en: str = ""
    kind: str = ""
    direction: str = ""
    aggregation: str = ""
    cumulative: str = ""
    is_whole: str = ""
    minimum: str = ""
    maximum: str = ""
    baseline: str = ""
    baseline_missing_because: str = ""
    target: str = ""
    target_by: str = ""
    means_of_verification: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether every box is empty."""
        return not any(getattr(self, f.name) for f in fields(self) if f.name != "same_meaning")


def merged(code: str, before: IndicatorInput | None, order: IndicatorOrder) -> IndicatorInput:
    """The indicator as it would be; DomainError says which field is wrong and what would be right."""
    told: dict[str, object] = before.model_dump() if before else {"number": 1, "titles": {}, "units": {}}
    for name, texts in (("titles", TITLES), ("units", UNITS)):
        told[name] = _texts(order, texts, dict(before.model_dump()[name]) if before else {})
    for name in (*WORDS, *NUMBERS, *SWITCHES):
        given = str(getattr(order, name)).strip()
        if given:
            told[name] = _read(code, name, given)
    if order.baseline.strip() and order.baseline.strip().lower() != NOTHING:
        told["baseline_missing_because"] = ""
    elif order.baseline_missing_because.strip() and not order.baseline.strip():
        told["baseline"] = None
    found = _validated(code, told)
    _check_texts(code, before, found)
    if before:
        _check_unit(code, before, found, order)
    return found


def _texts(order: IndicatorOrder, names: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    told = dict(before)
    for language, name in names.items():
        given = str(getattr(order, name)).strip()
        if given:
            told[language] = "" if given.lower() == NOTHING and name in MAY_BE_EMPTY else given
    return {language: text for language, text in told.items() if text}


def _read(code: str, name: str, given: str) -> object:
    is_nothing = given.lower() == NOTHING
    if name in NUMBERS:
        return None if is_nothing else _number(code, name, given)
    if name in SWITCHES:
        yes, no = SWITCHES[name]
        if given.lower() not in (yes, no):
            raise DomainError(f"{code}, {name}: “{given}” is neither {yes} nor {no}; write one of them.")
        return given.lower() == yes
    return "" if is_nothing and name in MAY_BE_EMPTY else given


def _number(code: str, name: str, given: str) -> Decimal:
    try:
        return Decimal(given)
    except InvalidOperation:
        raise DomainError(
            f"{code}, {name}: “{given}” is not a number; write digits with a decimal point, such as 12.5, or none."
        ) from None


def _validated(code: str, told: dict[str, object]) -> IndicatorInput:
    try:
        return IndicatorInput.model_validate(told)
    except ValidationError as error:
        raise DomainError(f"{code}, {first_fault(error)}") from None


def _check_texts(code: str, before: IndicatorInput | None, after: IndicatorInput) -> None:
    """Official forms go out in three languages: a new text needs all three, with the same numbers."""
    for what in ("titles", "units"):
        texts = getattr(after, what)
        if before and texts == getattr(before, what):
            continue
        missing = [language.value for language in Language if not texts.get(language.value)]
        if missing and texts:
            raise DomainError(
                f"{code}: the {what[:-1]} is missing in {', '.join(missing)}; write it in French, Arabic and English together."
            )
        for sentence in text_disagreements(texts):
            raise DomainError(f"{code}, {what[:-1]}: {sentence}.")
        changed = [
            language for language, text in texts.items() if before and getattr(before, what).get(language) != text
        ]
        if what == "units" and before and before.units and texts and len(changed) < len(Language):
            said = ", ".join(sorted(changed))
            raise DomainError(
                f"{code}: the unit changes in {said} only; write the new unit in French, Arabic and English together."
            )


def _check_unit(code: str, before: IndicatorInput, after: IndicatorInput, order: IndicatorOrder) -> None:
    """A number of the old unit never becomes one of the new unit by itself: it is written again, or given up.

    Only a smallest value of nothing is nothing in every unit.
    """
    if before.units == after.units or not before.units:
        return
    said_baseline = order.baseline.strip() or order.baseline_missing_because.strip()
    silent = [] if before.baseline is None or said_baseline else ["baseline"]
    silent += [
        name for name in ("target", "minimum", "maximum")
        if getattr(before, name) is not None and not getattr(order, name).strip()
        and (name, getattr(before, name)) != ("minimum", 0)
    ]  # fmt: skip
    if silent:
        was, now = before.units.get("en", "no unit"), after.units.get("en", "no unit")
        raise DomainError(
            f"The unit of {code} changes from “{was}” to “{now}”: write {', '.join(silent)} in the new unit too, or none."
        )
