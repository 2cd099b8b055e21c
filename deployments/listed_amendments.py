"""Amendments after adoption, by button, and the monthly clearing of personal data past its term."""

from deployments.listed import BY_BUTTON, Listed

AMENDMENTS_AND_RETENTION: tuple[Listed, ...] = (
    Listed(
        name="amend-milestone",
        cron=BY_BUTTON,
        tags=("lifecycle", "decision"),
        french="Modifie un jalon après l’adoption : échéance, début, clôture sans réalisation, retrait ou reprise, avec motif "
        "et historique. La première échéance n’est jamais effacée. « preview » est coché d’office.",
        english="Amends a milestone after adoption: due date, start, closed without being done, withdrawn or taken up again, "
        "with reason and history. The first due date is never overwritten. “preview” is ticked beforehand.",
    ),
    Listed(
        name="amend-commitment",
        cron=BY_BUTTON,
        tags=("lifecycle", "decision"),
        french="Modifie un engagement après l’adoption : titres, dates, institution responsable, axe, objectifs, avec motif et "
        "historique. Un début tardif ne déplace jamais la fin. « preview » est coché d’office.",
        english="Amends a commitment after adoption: titles, dates, leading institution, axis, goals, with reason and history. "
        "A late start never moves the end. “preview” is ticked beforehand.",
    ),
    Listed(
        name="amend-indicator",
        cron=BY_BUTTON,
        tags=("lifecycle", "decision"),
        french="Modifie, ajoute ou retire un indicateur à partir du trimestre suivant. Les valeurs déjà données gardent leur "
        "unité et leur sens, les formulaires déjà envoyés restent lisibles. « preview » est coché d’office.",
        english="Amends, adds or withdraws an indicator from the next quarter on. Values given so far keep their unit and "
        "meaning, forms already sent stay readable. “preview” is ticked beforehand.",
    ),
    Listed(
        name="retention",
        cron="0 5 1 * *",
        tags=("personal-data",),
        french="Efface chaque mois les données personnelles dont la durée de conservation est passée (loi 09-08) : noms et "
        "adresses deviennent des pseudonymes, les courriels sont vidés, les faits et les empreintes restent.",
        english="Clears every month the personal data whose term has passed (law 09-08): names and addresses become "
        "pseudonyms, mails are emptied, facts and hashes stay.",
    ),
)
