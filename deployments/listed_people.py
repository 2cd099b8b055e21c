"""The committees' review, decisions about people and bodies, assessments: one daily run, the rest by button."""

from deployments.listed import BY_BUTTON, Listed

COMMITTEES_AND_PEOPLE: tuple[Listed, ...] = (
    Listed(
        name="committee-review",
        cron="20 8 * * *",
        tags=("committee",),
        french="Après la clôture d’une collecte, fige la matrice de suivi de chaque région, l’envoie aux membres des comités "
        "de supervision et suit leurs recommandations. Cochez « preview » pour voir d’abord qui recevrait quoi.",
        english="After a collection closes, freezes the monitoring matrix of each region, sends it to the members of the "
        "supervisory committees and follows their recommendations. Tick “preview” to see first who would get what.",
    ),
    Listed(
        name="decide-recommendation",
        cron=BY_BUTTON,
        tags=("committee", "decision"),
        french="Décide d’une recommandation : responsable, échéance, réponse ou retrait. Uniquement par bouton ; « preview » "
        "est coché d’office.",
        english="Decides about a recommendation of the committees: owner, due date, answer or withdrawal. By button only; "
        "“preview” is ticked beforehand.",
    ),
    Listed(
        name="record-assessment",
        cron=BY_BUTTON,
        tags=("evaluation", "decision"),
        french="Enregistre une évaluation signée depuis son fichier, en entier ou pas du tout. Uniquement par bouton ; "
        "« preview » est coché d’office.",
        english="Records a signed assessment from the file it came in, whole or not at all. By button only; “preview” is "
        "ticked beforehand.",
    ),
    Listed(
        name="name-monitoring-body",
        cron=BY_BUTTON,
        tags=("evaluation", "decision"),
        french="Désigne l’organe de suivi indépendant, ou l’instance indépendante du rapport ; l’évaluation peut alors "
        "s’ouvrir. Uniquement par bouton ; « preview » est coché d’office.",
        english="Names the independent Monitoring Body, or the Independent Reporting Instance; the evaluation can then "
        "open. By button only; “preview” is ticked beforehand.",
    ),
    Listed(
        name="register-deputy",
        cron=BY_BUTTON,
        tags=("people", "decision"),
        french="Autorise une personne à répondre pour un responsable, d’une date à une autre. Uniquement par bouton ; "
        "« preview » est coché d’office.",
        english="Lets somebody answer for an official, from one day to another, until the day given. By button only; "
        "“preview” is ticked beforehand.",
    ),
    Listed(
        name="hand-over",
        cron=BY_BUTTON,
        tags=("people", "decision"),
        french="Transmet d’un coup tout ce qui est ouvert chez un responsable à un autre ; les courriels de l’ancienne "
        "adresse arrivent toujours, marqués. Uniquement par bouton ; « preview » est coché d’office.",
        english="Gives everything that is open with one official to another at once; mail from the old address still "
        "arrives, marked. By button only; “preview” is ticked beforehand.",
    ),
    Listed(
        name="answer-question",
        cron=BY_BUTTON,
        tags=("plan", "decision"),
        french="Répond à une question que le plan laisse ouverte ; la réponse demeure. Sans question, en donne la liste. "
        "Uniquement par bouton ; « preview » est coché d’office.",
        english="Answers a question the plan leaves open; the answer stands. Without a question, lists them. By button "
        "only; “preview” is ticked beforehand.",
    ),
)
