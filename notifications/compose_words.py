"""Words we print and ask people to use: each must be understood by the reader of replies, in every language.

They are constants rather than catalogue entries, because the reader, not a translator, decides what is understood.
"""

from dataclasses import dataclass

from models.vocabulary import Language


@dataclass(frozen=True)
class AnswerWords:
    """Answers offered in the form. `done` takes a date, `in_progress` a percentage, `postponed` a date.

    `evidence` and `obstacle` take the answer they follow; `remind` is printed as it stands and read with a date.
    """

    no_change: str
    nothing_to_report: str
    not_available: str
    done: str
    in_progress: str
    not_started: str
    postponed: str
    evidence: str
    obstacle: str
    objection: str
    remind: str


ANSWER_WORDS = {
    Language.FRENCH: AnswerWords(
        no_change="inchangé",
        nothing_to_report="néant",
        not_available="non disponible",
        done="fait le {date}",
        in_progress="en cours {percent}",
        not_started="non commencé",
        postponed="reporté au {date}",
        evidence="{answer}, https://…",
        obstacle="{answer}, obstacle : …",
        objection="ce n'est pas moi",
        remind="rappelez-moi le …",
    ),
    Language.ARABIC: AnswerWords(
        no_change="بدون تغيير",
        nothing_to_report="لا شيء",
        not_available="غير متوفر",
        done="أنجز في {date}",
        in_progress="قيد الإنجاز {percent}",
        not_started="لم يبدأ",
        postponed="مؤجل إلى {date}",
        evidence="{answer}، https://…",
        obstacle="{answer}، عائق: …",
        objection="لست أنا",
        remind="ذكّروني يوم …",
    ),
    Language.ENGLISH: AnswerWords(
        no_change="no change",
        nothing_to_report="nothing to report",
        not_available="not available",
        done="done on {date}",
        in_progress="in progress {percent}",
        not_started="not started",
        postponed="postponed to {date}",
        evidence="{answer}, https://…",
        obstacle="{answer}, obstacle: …",
        objection="it was not me",
        remind="remind me on …",
    ),
}
