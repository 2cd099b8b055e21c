"""The kinds of field a plan file has: codes, partial dates, addresses, texts by language. Knows no table."""

import re
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]]+@[^@\s<>,;:\"()\[\]]+\.[A-Za-z0-9-]{2,}")
_WORDS = {"yes": True, "true": True, "no": False, "false": False}


class FieldError(DomainError, ValueError):
    """A DomainError that Pydantic collects with the others instead of letting it through."""


class Input(BaseModel):
    """Base of all plan inputs: unknown fields are refused, values never change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def check_partial(text: str) -> str:
    """The text, if it is a year, a month or a day, or empty."""
    try:
        return str(PartialDate.parse(text)) if text else ""
    except DomainError as fault:
        raise FieldError(fault.sentence) from None


def _check_code(text: str) -> str:
    if text and not _CODE.fullmatch(text):
        raise FieldError("write a code of Latin letters, digits, dots and dashes, such as MALAA0001.")
    return text


def _check_language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise FieldError("write a language code of two or three small letters, such as fr.")
    return text


def _check_address(text: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        raise FieldError("write one e-mail address such as responsable@region.example, or leave it empty.")
    return text.lower()


def _check_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise FieldError("write a time zone of the IANA list, such as Africa/Casablanca.") from None
    return text


def _check_decimal(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise FieldError("write an ordinary number with a decimal point, such as 12.5.")
    return number


def _check_line(text: str) -> str:
    if not text.strip() or "\n" in text:
        raise FieldError("write one entry per line, without an empty line.")
    return text


def _check_goal(text: str) -> str:
    if text not in {str(number) for number in range(1, 18)}:
        raise FieldError("write the number of a Sustainable Development Goal, 1 to 17.")
    return text


def _read_word(value: Any) -> Any:
    return _WORDS.get(value.strip().lower(), value) if isinstance(value, str) else value


def _empty_is_missing(value: Any) -> Any:
    return None if value == "" else value


def _without_empty(value: Any) -> Any:
    return {k: v for k, v in value.items() if v != ""} if isinstance(value, dict) else value


Partial = Annotated[str, AfterValidator(check_partial)]
Code = Annotated[str, Field(min_length=1), AfterValidator(_check_code)]
CodeOrNone = Annotated[str, AfterValidator(_check_code)]
LanguageCode = Annotated[str, AfterValidator(_check_language)]
Address = Annotated[str, AfterValidator(_check_address)]
Zone = Annotated[str, AfterValidator(_check_zone)]
Number = Annotated[Decimal, AfterValidator(_check_decimal)]
YesNo = Annotated[bool, BeforeValidator(_read_word)]
Line = Annotated[str, AfterValidator(_check_line)]
GoalNumber = Annotated[str, AfterValidator(_check_goal)]
Blank = BeforeValidator(_empty_is_missing)
ByLanguage = Annotated[dict[LanguageCode, str], BeforeValidator(_without_empty)]
