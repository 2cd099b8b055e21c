"""Documents and public files, compiled by button: each previewed first, each linked from its page."""

from deployments.listed import BY_BUTTON, Listed

DOCUMENTS: tuple[Listed, ...] = (
    Listed(
        name="quarterly-documents",
        cron=BY_BUTTON,
        tags=("report",),
        french="Imprime les documents d’un trimestre : tableaux de bord, matrice de suivi, tableau de gestion de la "
        "direction générale, dossier du comité. « preview » est coché d’office : rien n’est figé.",
        english="Prints the documents of a quarter: scorecards, monitoring matrix, the Director General's management "
        "chart, the committee pack. “preview” is ticked beforehand: nothing is frozen.",
    ),
    Listed(
        name="instance-dossier",
        cron=BY_BUTTON,
        tags=("report",),
        french="Imprime le dossier destiné à l’instance indépendante, avec le rapport qu’elle remplit et signe elle-même. "
        "« preview » est coché d’office.",
        english="Prints the dossier for the Independent Reporting Instance, with the report it fills in and signs itself. "
        "“preview” is ticked beforehand.",
    ),
    Listed(
        name="public-sites",
        cron=BY_BUTTON,
        tags=("report", "public"),
        french="Écrit les sites publics, un dossier par portail, en trois langues, avec les données. Une personne les "
        "dépose ensuite. « preview » est coché d’office.",
        english="Writes the public sites, one folder per portal, in three languages, with the data. A person then puts "
        "them in place. “preview” is ticked beforehand.",
    ),
    Listed(
        name="press-release",
        cron=BY_BUTTON,
        tags=("report", "public"),
        french="Écrit le communiqué de presse, une page modifiable par langue, à compléter par des personnes. « preview » "
        "est coché d’office.",
        english="Writes the press release, one editable page per language, to be completed by people. “preview” is "
        "ticked beforehand.",
    ),
    Listed(
        name="data-package",
        cron=BY_BUTTON,
        tags=("report", "public"),
        french="Écrit les données ouvertes : les tables, leur description et l’entrée de catalogue pour les portails de "
        "données. « preview » est coché d’office.",
        english="Writes the open data: the tables, their description and the catalogue entry for data portals. “preview” "
        "is ticked beforehand.",
    ),
)
