"""Decisions about days and deadlines: by button only, each previewed first."""

from deployments.listed import BY_BUTTON, Listed

DEADLINES: tuple[Listed, ...] = (
    Listed(
        name="confirm-day-off",
        cron=BY_BUTTON,
        tags=("calendar", "decision"),
        french="Confirme un jour férié provisoire, le déplace ou ajoute un jour chômé exceptionnel ; les échéances qui en "
        "dépendent sont recalculées et listées. Uniquement par bouton ; « preview » est coché d’office.",
        english="Confirms a tentative day off, moves it, or adds a day granted once; the deadlines that depend on it are "
        "computed anew and listed. By button only; “preview” is ticked beforehand.",
    ),
    Listed(
        name="grant-extension",
        cron=BY_BUTTON,
        tags=("collection", "decision"),
        french="Accorde une nouvelle date à un jalon ou à un formulaire, avec son motif. La première date reste visible. "
        "Uniquement par bouton ; « preview » est coché d’office.",
        english="Gives a milestone or a form a new date, with the reason. The first date stays visible. By button only; "
        "“preview” is ticked beforehand.",
    ),
    Listed(
        name="waive",
        cron=BY_BUTTON,
        tags=("collection", "decision"),
        french="Cesse de relancer sur un point en retard, avec son motif ; il reste en retard dans les rapports. "
        "Uniquement par bouton ; « preview » est coché d’office.",
        english="Stops following up on one late point, with the reason; it stays late in the reports. By button only; "
        "“preview” is ticked beforehand.",
    ),
)
