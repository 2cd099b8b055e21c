"""Names of months and weekdays written in Morocco: French, English, Arabic of the Maghreb, Levant and Gulf, Hijri.

All names are folded (see `text.fold`); each row of a table is one month, alternatives separated by `|`.
"""

_GREGORIAN = """
janvier|janv|january|jan|يناير|جانفي|كانون الثاني
fevrier|fevr|fev|february|feb|فبراير|فيفري|شباط
mars|march|mar|مارس|اذار
avril|avr|april|apr|ابريل|افريل|نيسان
mai|may|ماي|مايو|ايار
juin|june|jun|يونيو|يونيه|جوان|حزيران
juillet|juil|july|jul|يوليوز|يوليو|يوليه|جويليه|تموز
aout|august|aug|غشت|اغسطس|اوت|اب
septembre|sept|september|sep|شتنبر|سبتمبر|ايلول
octobre|oct|october|اكتوبر|تشرين الاول
novembre|nov|november|نونبر|نوفمبر|تشرين الثاني
decembre|dec|december|دجنبر|ديسمبر|كانون الاول
"""
_HIJRI = """
محرم|muharram
صفر|safar
ربيع الاول|rabi al-awwal
ربيع الثاني|ربيع الاخر|rabi al-thani
جمادي الاولي|جمادي الاول|joumada al-oula|jumada al-awwal
جمادي الثانيه|جمادي الاخره|joumada al-akhira|jumada al-thani
رجب|rajab
شعبان|chaabane|shaban
رمضان|ramadan
شوال|chaoual|shawwal
ذو القعده|ذي القعده|dhu al-qidah
ذو الحجه|ذي الحجه|dhu al-hijjah
"""
_WEEKDAYS = """
lundi|monday|mon|الاثنين|الاتنين
mardi|tuesday|tue|الثلاثاء
mercredi|wednesday|wed|الاربعاء
jeudi|thursday|thu|الخميس
vendredi|friday|fri|الجمعه
samedi|saturday|sat|السبت
dimanche|sunday|sun|الاحد
"""


def _numbered(table: str, *, start: int) -> dict[str, int]:
    rows = table.strip().splitlines()
    return {name: number for number, row in enumerate(rows, start=start) for name in row.split("|")}


MONTHS = _numbered(_GREGORIAN, start=1)
HIJRI_MONTHS = _numbered(_HIJRI, start=1)
WEEKDAYS = _numbered(_WEEKDAYS, start=0)


def alternatives(names: dict[str, int]) -> str:
    """A pattern that matches any of the names, the longest first."""
    return "|".join(sorted(names, key=len, reverse=True))
