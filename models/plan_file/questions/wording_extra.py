"""Wording of the questions any plan can raise beyond G1–G27: English, French, Arabic, and the handling."""

from models.plan_file.questions.words import Words

EXTRA = {
    "axis-inferred": Words(
        "The axis of these commitments was inferred. Is it right?",
        "L’axe de ces engagements a été déduit. Est-il exact ?",
        "استُنتج محور هذه الالتزامات استنتاجا. هل هو صحيح؟",
        "Used for grouping, and marked as inferred.",
    ),
    "institutions-unclear": Words(
        "Institutions of these commitments are repeated, still to be determined, or not listed. Which units are meant?",
        "Les institutions de ces engagements sont répétées, à déterminer ou absentes. Quelles unités sont visées ?",
        "مؤسسات هذه الالتزامات مكررة أو سيتم تحديدها لاحقا أو غير مذكورة. ما الوحدات المقصودة؟",
        "Kept as printed.",
    ),
    "languages-disagree": Words(
        "The language versions of a text name different numbers or months. Which is right?",
        "Les versions linguistiques d’un texte donnent des nombres ou des mois différents. Laquelle est exacte ?",
        "تختلف الصيغ اللغوية لنص ما في الأرقام أو الشهور. أيها الصحيح؟",
        "Every reader sees the own language version until one is corrected.",
    ),
    "mandate-end-inferred": Words(
        "The month in which the council's mandate ends is not printed. Is the inferred one right?",
        "Le mois de fin du mandat du conseil n’est pas imprimé. Le mois déduit est-il exact ?",
        "شهر انتهاء ولاية المجلس غير مذكور. هل الشهر المستنتج صحيح؟",
        "Used for the hand-over warning only.",
    ),
    "milestone-after-plan-end": Words(
        "Some milestones are due after the plan has ended. Is the date right?",
        "Certains jalons sont prévus après la fin du plan. La date est-elle exacte ?",
        "بعض المراحل مبرمجة بعد نهاية المخطط. هل التاريخ صحيح؟",
        "Loaded with the written date.",
    ),
    "nobody-responsible": Words(
        "Nobody is responsible for these commitments. Who is to be asked?",
        "Personne n’est responsable de ces engagements. Qui faut-il interroger ?",
        "لا مسؤول عن هذه الالتزامات. من يُسأل؟",
        "Nobody is written to; the gap is reported.",
    ),
    "ogp-id-unknown": Words(
        "The OGP identifier of some members' share of a commitment is not known. What is it?",
        "L’identifiant OGP de la part de certains membres d’un engagement n’est pas connu. Quel est-il ?",
        "معرّف OGP الخاص بحصة بعض الأعضاء في التزام غير معروف. ما هو؟",
        "Left empty; never derived from another member's number.",
    ),
    "translation-missing": Words(
        "Some texts are missing in a language of the plan. What are they in that language?",
        "Certains textes manquent dans une langue du plan. Quels sont-ils dans cette langue ?",
        "بعض النصوص ناقصة في إحدى لغات المخطط. ما صيغتها بتلك اللغة؟",
        "Shown in another language of the plan.",
    ),
}
