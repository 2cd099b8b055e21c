"""Set phrases of answers in French, Arabic and English, folded: which words mean done, unchanged, not available."""

import re
from collections.abc import Iterable

from models.vocabulary import MilestoneStatus
from notifications.reading.text import fold


def _pattern(table: str) -> re.Pattern[str]:
    """A pattern that matches any phrase of the table (separated by `|` or new lines) at a word's end, longest first."""
    phrases = {fold(p.strip()) for p in table.replace("\n", "|").split("|") if p.strip()}
    return any_of(phrases)


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole phrases, the longest first; spaces in a phrase stand for any run of spaces."""
    ordered = sorted(phrases, key=len, reverse=True)
    joined = "|".join(re.escape(p).replace(r"\ ", r"\s{1,3}") for p in ordered)
    return re.compile(rf"(?:{joined})(?![^\W_])")


DONE = _pattern(
    "fait|faite|faits|faites|c'est fait|terminé|terminée|achevé|achevée|réalisé|réalisée|accompli|accomplie|"
    "finalisé|finalisée|clôturé|clôturée|done|completed|complete|finished|achieved|"
    "منجز|منجزة|تم الإنجاز|تم إنجازه|تم إنجازها|أنجز|أنجزت|تم التنفيذ|مكتمل|مكتملة|اكتمل|اكتملت|انتهى|انتهت"
)
STATUS: tuple[tuple[MilestoneStatus, re.Pattern[str]], ...] = (
    (
        MilestoneStatus.NOT_STARTED,
        _pattern(
            "non commencé|non commencée|pas commencé|pas commencée|pas encore commencé|pas encore commencée|"
            "non démarré|non démarrée|pas démarré|pas encore démarré|pas encore démarrée|non entamé|non entamée|"
            "not started|not yet started|not begun|not started yet|to be started|"
            "لم يبدأ|لم تبدأ|لم يبدأ بعد|لم تبدأ بعد|لم ينطلق|لم تنطلق|لم ينطلق بعد|لم تنطلق بعد|غير مبدوء|لم يشرع فيه"
        ),
    ),
    (
        MilestoneStatus.IN_PROGRESS,
        _pattern(
            "en cours|en cours de réalisation|en cours d'exécution|en cours de mise en œuvre|en progression|"
            "in progress|ongoing|under way|underway|in process|work in progress|"
            "في طور الإنجاز|في طور الانجاز|قيد الإنجاز|قيد التنفيذ|في طور التنفيذ|جاري|جارية|جار|جاري الإنجاز|"
            "في طور|مستمر|قيد المعالجة"
        ),
    ),
    (MilestoneStatus.DONE, DONE),
    (
        MilestoneStatus.WITHDRAWN,
        _pattern(
            "abandonné|abandonnée|annulé|annulée|retiré|retirée|abandoned|withdrawn|cancelled|canceled|dropped|"
            "متخلى عنه|تم التخلي عنه|تم التخلي عنها|ملغى|ملغاة|تم الإلغاء|تم إلغاؤه|تم إلغاؤها"
        ),
    ),
)
NO_CHANGE = _pattern(
    "sans changement|inchangé|inchangée|pas de changement|aucun changement|idem|même valeur|"
    "no change|no changes|unchanged|without change|same value|same as before|"
    "دون تغيير|بدون تغيير|من دون تغيير|لا تغيير|لم يتغير|لم تتغير|نفس القيمة"
)
NOTHING = _pattern(
    "rien|rien ce trimestre|rien pour ce trimestre|rien à signaler|rien à signaler ce trimestre|ras|r.a.s|néant|"
    "neant ce trimestre|nothing|nothing this quarter|nothing to report|nothing to report this quarter|"
    "لا شيء|لاشيء|لا شيئ|لا شيء هذا الفصل|لا شيء خلال هذا الفصل|لا شيء هذا الربع|لا شيء يذكر|لا جديد|لا جديد يذكر"
)
NOT_AVAILABLE = _pattern(
    "non disponible|non disponibles|pas disponible|indisponible|indisponibles|pas encore disponible|"
    "donnée non disponible|données non disponibles|donnée indisponible|données indisponibles|"
    "not available|not available yet|not yet available|unavailable|data not available|data unavailable|"
    "غير متوفر|غير متوفرة|غير متاح|غير متاحة|غير متوفر حاليا|المعطيات غير متوفرة|لا يتوفر|لا تتوفر|"
    "البيانات غير متوفرة"
)
NOT_APPLICABLE = _pattern("n/a|na|n.a|n/d|nd|n.d|nc|n.c|sans objet|s.o|not applicable|tbd|لا ينطبق|غير معني")
NONE_WORD = _pattern("aucun|aucune|none|nul|nulle|pas de|لا أحد|لا يوجد|لا توجد|منعدم|منعدمة")
NEW_DATE = _pattern(
    "nouvelle date|nouvelle date prévue|nouvelle échéance|reporté au|reportée au|report au|reporté|reportée|décalé au|"
    "décalée au|repoussé au|repoussée au|new date|new due date|postponed to|postponed until|moved to|delayed to|"
    "delayed until|rescheduled to|postponed|delayed|"
    "تاريخ جديد|التاريخ الجديد|أجل جديد|موعد جديد|الموعد الجديد|تم التأجيل إلى|مؤجل إلى|مؤجلة إلى|تأجل إلى|تأجلت إلى"
)
BECAUSE = _pattern(
    "car|parce que|parce qu'|en raison de|en raison du|en raison d'|du fait de|du fait du|suite à|suite au|à cause de|"
    "à cause du|faute de|vu|because|because of|due to|since|as|owing to|"
    "بسبب|لأن|لأنه|لأنها|نظرا ل|نظرا|نتيجة|جراء|بفعل|بالنظر إلى|لكون"
)
OBSTACLE = _pattern(
    "obstacle|obstacles|blocage|blocages|difficulté|difficultés|contrainte|contraintes|problème|problèmes|"
    "constraint|constraints|difficulty|difficulties|problem|problems|issue|issues|"
    "عائق|العائق|عوائق|العوائق|صعوبة|صعوبات|الصعوبات|إكراه|إكراهات|الإكراهات|مشكل|مشاكل"
)
EVIDENCE = _pattern(
    "preuve|preuves|justificatif|justificatifs|lien|liens|pièce|evidence|proof|link|links|"
    "دليل|إثبات|الإثبات|رابط|الرابط|وثيقة|وثائق الإثبات"
)
NEGATION = _pattern("pas|pas encore|non|ne|n'est pas|not|not yet|never|jamais|لم|غير|لا|ليس|لن|ما زال|لا يزال")
HEDGE = re.compile(
    r"\?|(?<![^\W_])(?:a confirmer|a verifier|provisoire|provisoirement|sous reserve|peut[- ]etre|je crois|je pense|"
    r"partiellement|partielle|en partie|presque|quasiment|sauf|excepte|hormis|"
    r"to be confirmed|tbc|provisional|maybe|perhaps|i think|not sure|unsure|partially|partly|almost|except|"
    r"pas encore|not yet|instead|erreur|error|"
    r"(?:ou|or|plutot|pardon|non|sorry|rather|not|او|بل)\s{1,3}\d+|"
    r"(?:non|pas|not|un)[ -]?confirm\w{0,4}|to confirm|"
    r"للتاكيد|غير موكد|موقت|ربما|جزئيا|تقريبا|باستثناء|ما عدا|لم يتم بعد)(?![^\W_])"
)
UNFINISHED = re.compile(
    r"(?<![^\W_])(?:reste|restent|restant|mais|cependant|toutefois|en attente|manque|but|however|pending|remaining|"
    r"remains|missing|لكن|بقي|بقيت|يبقي|في انتظار|ينقص)(?![^\W_])"
)
CONFIRMED = re.compile(
    r"(?<![^\W_])(?:(?:je |nous )?confirm(?:e|es|ee|ees|ons)|valeur confirmee|confirmed|i confirm|we confirm|"
    r"موكد|موكده|اوكد|نوكد|تم التاكيد)(?![^\W_])"
)
HARMLESS_AFTER_NUMBER = _pattern(
    "à ce jour|au total|en tout|à date|cumulé|ce trimestre|to date|so far|in total|in all|this quarter|"
    "حتى الآن|إلى حد الآن|إلى غاية اليوم|في المجموع|إجمالا|هذا الفصل"
)
APPROXIMATE_AFTER = _pattern(
    "environ|à peu près|approximativement|about|approximately|approx|or so|تقريبا|حوالي|على الأقل|au moins"
)
MULTIPLIERS = _pattern("k|m|md|mille|millier|milliers|million|millions|milliard|milliards|kdh|mdh|mmdh|thousand|"
                       "billion|ألف|آلاف|الف|مليون|ملايين|مليار|ملايير|الاف")  # fmt: skip
PERCENT = re.compile(r"%|(?:pour ?cent|percent|per cent|p\. ?100|pct|(?:في\s+ال|بال)ما?يه)(?![^\W_])")
MONEY = _pattern("dh|dhs|mad|dirham|dirhams|درهم|دراهم")
OF = re.compile(r"(?:/|(?:sur|of|out of|من|من اصل|على|علي|parmi)(?![^\W_]))\s*(?=\d)")
