"""Approval and publication: by button only, each previewed first."""

from deployments.listed import BY_BUTTON, Listed

PUBLICATION: tuple[Listed, ...] = (
    Listed(
        name="request-sign-off",
        cron=BY_BUTTON,
        tags=("report", "mail", "decision"),
        french="Soumet un rapport figé à l’instance indépendante par courriel, avec le code de ses chiffres ; elle approuve "
        "ou refuse en répondant. Uniquement par bouton : montré d’abord, envoyé avec le numéro de confirmation.",
        english="Submits a frozen report to the independent body by mail, with the code of its figures; it approves or "
        "refuses by replying. By button only: shown first, sent with the confirmation number.",
    ),
    Listed(
        name="approve-report",
        cron=BY_BUTTON,
        tags=("report", "decision"),
        french="Enregistre l’approbation donnée par une signature OpenSSH détachée de l’instance, après vérification. "
        "Uniquement par bouton ; « preview » est coché d’office.",
        english="Records the approval given by a detached OpenSSH signature of the body, once it is checked. By button "
        "only; “preview” is ticked beforehand.",
    ),
    Listed(
        name="register-signing-key",
        cron=BY_BUTTON,
        tags=("report", "people", "decision"),
        french="Enregistre la clé publique avec laquelle l’instance signe, ou met fin à son usage. Uniquement par bouton ; "
        "« preview » est coché d’office.",
        english="Registers the public key with which the body signs, or ends its use. By button only; “preview” is ticked "
        "beforehand.",
    ),
    Listed(
        name="receive-independent-report",
        cron=BY_BUTTON,
        tags=("report", "public"),
        french="Conserve tel quel le rapport que l’instance indépendante a écrit et signé ; il figure à côté du nôtre, "
        "jamais dedans. Uniquement par bouton ; « preview » est coché d’office.",
        english="Keeps as it is the report that the independent body wrote and signed; it stands beside ours, never in it. "
        "By button only; “preview” is ticked beforehand.",
    ),
    Listed(
        name="record-publication",
        cron=BY_BUTTON,
        tags=("report", "public"),
        french="Note où et quand un rapport ou une information a été publié, avec la version de ses chiffres ; le délai de "
        "quatre mois repart. Uniquement par bouton ; « preview » est coché d’office.",
        english="Notes where and when a report or other information was published, with the version of its figures; the "
        "four months start anew. By button only; “preview” is ticked beforehand.",
    ),
    Listed(
        name="record-erratum",
        cron=BY_BUTTON,
        tags=("report", "public", "decision"),
        french="Inscrit un erratum à côté d’un chiffre publié, ou recherche toutes les corrections arrivées depuis. Le "
        "chiffre publié ne change jamais. Uniquement par bouton ; « preview » est coché d’office.",
        english="Writes an erratum beside a published figure, or looks for every correction that arrived since. The "
        "published figure never changes. By button only; “preview” is ticked beforehand.",
    ),
)
