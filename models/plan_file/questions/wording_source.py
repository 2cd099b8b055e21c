"""Wording of the questions G1–G27, which the source of a plan raises: English, French, Arabic, and the handling."""

from models.plan_file.questions.words import Words

SOURCE = {
    "G1-two-end-dates": Words(
        "The plan's end and its stated duration name different dates. Which one ends the plan, and what is the other?",
        "La fin du plan et la durée indiquée donnent deux dates différentes. Laquelle est la bonne ?",
        "نهاية المخطط والمدة المعلنة تشيران إلى تاريخين مختلفين. أيهما ينهي المخطط، وعلامَ يدل الآخر؟",
        "The plan end counts; the stated duration is kept word for word.",
    ),
    "G2-partial-dates": Words(
        "Some dates are printed without a day. Which day is meant?",
        "Certaines dates sont imprimées sans le jour. Quel jour faut-il comprendre ?",
        "بعض التواريخ واردة دون ذكر اليوم. ما اليوم المقصود؟",
        "Kept as printed; an end is read as the last day of the printed month or year, and this rule is shown.",
    ),
    "G3-monitoring-body-undefined": Words(
        "No independent Monitoring Body has been named. Who is it?",
        "Aucun organe de suivi indépendant n’est désigné. Lequel est-ce ?",
        "لم تُعيَّن أي هيئة تتبع مستقلة. من هي؟",
        "No assessment is attributed to anybody until the body is named.",
    ),
    "G4-two-independent-bodies": Words(
        "Are the Monitoring Body and the Independent Reporting Instance the same body?",
        "L’organe de suivi et l’instance indépendante d’évaluation sont-ils le même organisme ?",
        "هل هيئة التتبع والهيئة المستقلة لإعداد التقارير هيئة واحدة؟",
        "Two separate roles.",
    ),
    "G5-commitments-not-in-the-plan": Words(
        "The plan prints no commitments, milestones or indicators. What are the official ones?",
        "Le plan n’imprime ni engagements, ni jalons, ni indicateurs. Quels sont les officiels ?",
        "لا يتضمن المخطط المنشور أي التزامات أو مراحل أو مؤشرات. ما هي الرسمية منها؟",
        "Titles come from the commitments' public pages; everything else is marked illustrative.",
    ),
    "G6-lead-institutions-of-other-members": Words(
        "The plan's title names one region, but its lead institutions belong to several. Who is responsible for what?",
        "Le titre du plan nomme une région, mais ses institutions pilotes relèvent de plusieurs. Qui répond de quoi ?",
        "عنوان المخطط يذكر جهة واحدة، بينما تنتمي المؤسسات القائدة إلى عدة جهات. من المسؤول عن ماذا؟",
        "One consortium; every unit belongs to the member under whose name it is printed.",
    ),
    "G7-scope-undecided": Words(
        "A body is printed under one region in one list and by itself in the other. Does it concern one region or all?",
        "Un organisme figure sous une région dans une liste et seul dans l’autre. Concerne-t-il une région ou toutes ?",
        "وردت هيئة ضمن جهة واحدة في لائحة، ومستقلة في اللائحة الأخرى. هل تهم جهة واحدة أم الجميع؟",
        "Attached to no member.",
    ),
    "G8-line-printed-twice": Words(
        "A line is printed twice. Is it a mistake, or is another line missing?",
        "Une ligne est imprimée deux fois. Est-ce une erreur, ou manque-t-il une autre ligne ?",
        "سطر مكرر مرتين. هل هو خطأ أم أن سطرا آخر ناقص؟",
        "Counted once; the text keeps both.",
    ),
    "G9-lists-differ": Words(
        "The two lists of lead institutions differ. Which one is complete?",
        "Les deux listes d’institutions pilotes diffèrent. Laquelle est complète ?",
        "لائحتا المؤسسات القائدة مختلفتان. أيهما كاملة؟",
        "The first list counts; the second is kept as a variant.",
    ),
    "G10-spelling-variants": Words(
        "The same places are spelled in several ways. Which spelling is official?",
        "Les mêmes lieux sont écrits de plusieurs façons. Quelle graphie est officielle ?",
        "تُكتب الأماكن نفسها بأشكال مختلفة. ما الكتابة الرسمية؟",
        "Matched by known spellings; the printed text is kept.",
    ),
    "G11-lines-cut-off": Words(
        "Some lines of endorsement are cut off. How do they end?",
        "Certaines lignes de soutien sont coupées. Comment se terminent-elles ?",
        "بعض أسطر التأييد مبتورة. كيف تنتهي؟",
        "Kept as printed and marked as cut off; the region is recorded only where the text names it.",
    ),
    "G12-endorser-territory-or-category": Words(
        "Some endorsers lack a region, or are public bodies in a list of non-governmental ones. What is right?",
        "Certains signataires n’ont pas de région, ou sont des organes publics. Qu’en est-il ?",
        "بعض المؤيدين دون جهة، أو هم هيئات عمومية ضمن لائحة غير حكومية. ما الصحيح؟",
        "Kept as printed, with no region and a reviewable category.",
    ),
    "G13-name-order-and-case": Words(
        "Names are printed in different orders and letter cases. Which part is the family name?",
        "Les noms sont imprimés dans des ordres et des casses différents. Quel est le nom de famille ?",
        "كُتبت الأسماء بترتيب وأشكال مختلفة. ما الاسم العائلي؟",
        "One field with the printed name; it is never split.",
    ),
    "G14-glossary-text-in-sentences": Words(
        "Pop-up explanations of the web page stand inside sentences and names. Is the text without them right?",
        "Des bulles d’explication de la page web sont collées dans des phrases. Le texte sans elles est-il exact ?",
        "تتخلل نصوصُ شرحٍ من صفحة الويب بعضَ الجمل والأسماء. هل النص بدونها صحيح؟",
        "Taken out of names and texts; the line as published is kept beside them.",
    ),
    "G15-stated-figures": Words(
        "The plan states figures that no record counts. What exactly was counted?",
        "Le plan donne des chiffres qu’aucun relevé ne compte. Qu’a-t-on compté exactement ?",
        "يذكر المخطط أرقاما لا يسندها أي إحصاء مسجل. ما الذي جرى عدّه بالضبط؟",
        "Shown as stated, beside what is counted.",
    ),
    "G16-overlapping-axes": Words(
        "There are two lists of axes, and some axes overlap. Where does each commitment belong?",
        "Il existe deux listes d’axes, et certains se recoupent. À quel axe appartient chaque engagement ?",
        "هناك لائحتان للمحاور، وبعضها متداخل. إلى أي محور ينتمي كل التزام؟",
        "Two separate lists; nothing is mapped from one to the other.",
    ),
    "G17-one-abbreviation-two-documents": Words(
        "One abbreviation stands for two documents, and periods overlap. Which one is meant where?",
        "Une abréviation désigne deux documents, et des périodes se chevauchent. Lequel est visé à chaque fois ?",
        "اختصار واحد يدل على وثيقتين، والفترات متداخلة. أيهما المقصود في كل موضع؟",
        "No link is made to either document.",
    ),
    "G18-several-names-for-one-thing": Words(
        "What seems to be the same body or role is named in several ways. Is it the same?",
        "Ce qui semble être le même organe ou rôle porte plusieurs noms. Est-ce bien le même ?",
        "ما يبدو أنه الهيئة أو الوظيفة نفسها يحمل عدة أسماء. هل هي واحدة؟",
        "Treated as one role with aliases.",
    ),
    "G19-assumed-bodies": Words(
        "The plan does not say how many bodies there are. Is the assumed number right?",
        "Le plan ne dit pas combien d’organes existent. Le nombre supposé est-il exact ?",
        "لا يحدد المخطط عدد الهيئات. هل العدد المفترض صحيح؟",
        "The assumption is shown on each body.",
    ),
    "G20-rhythm-without-days": Words(
        "Rhythms are named without days. What do they mean exactly?",
        "Des rythmes sont nommés sans jours. Que signifient-ils exactement ?",
        "ذُكرت وتيرات دون تحديد أيام. ماذا تعني بالضبط؟",
        "Calendar periods; days are visible settings.",
    ),
    "G21-and-or-chair": Words(
        "Meetings are chaired by one person and/or another. Who must be present?",
        "Les réunions sont présidées par l’un et/ou l’autre. Qui doit être présent ?",
        "تُرأس الاجتماعات من طرف أحدهما و/أو الآخر. من يجب أن يحضر؟",
        "At least one of the two.",
    ),
    "G22-no-lateness-threshold": Words(
        "The plan does not say when something is late, nor who is told. What are the thresholds?",
        "Le plan ne dit ni quand il y a retard, ni qui en est averti. Quels sont les seuils ?",
        "لا يحدد المخطط متى يُعدّ الأمر متأخرا ولا من يُخبَر به. ما هي العتبات؟",
        "The ladder is built from the roles the plan names; days are settings of the project.",
    ),
    "G23-annual-report-undated": Words(
        "The annual report has no reporting year, publication day or language. Which ones?",
        "Le rapport annuel n’a ni année de référence, ni jour de publication, ni langue. Lesquels ?",
        "لم تُحدد للتقرير السنوي سنة مرجعية ولا يوم نشر ولا لغة. ما هي؟",
        "Calendar year; drafts are labelled as drafts.",
    ),
    "G24-no-published-measure": Words(
        "No official indicator, baseline or target is published. What are they?",
        "Aucun indicateur, valeur de référence ni cible officiels ne sont publiés. Quels sont-ils ?",
        "لم يُنشر أي مؤشر أو قيمة مرجعية أو هدف رسمي. ما هي؟",
        "Missing is a value; nothing is zero by default.",
    ),
    "G25-year-of-the-constitution": Words(
        "A sentence dates a known text to another year than the one it is known by. Which is meant?",
        "Une phrase date un texte connu d’une autre année que la sienne. Laquelle est visée ?",
        "جملة تؤرخ نصا معروفا بسنة غير سنته. أيها المقصود؟",
        "Kept word for word.",
    ),
    "G26-officials-without-address": Words(
        "The officials' real names and addresses are not known. Who is to be written to?",
        "Les noms et adresses réels des responsables ne sont pas connus. À qui faut-il écrire ?",
        "الأسماء والعناوين الحقيقية للمسؤولين غير معروفة. إلى من يُكتب؟",
        "Only reserved test addresses; who has none is never written to and is reported.",
    ),
    "G27-agreements-without-party": Words(
        "Agreements are announced without naming a partner. With whom?",
        "Des accords sont annoncés sans nommer de partenaire. Avec qui ?",
        "أُعلن عن اتفاقيات دون تسمية شريك. مع من؟",
        "Planned agreements may stay without a party.",
    ),
}
