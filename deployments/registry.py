"""The one list of what runs, when, and how it is shown to administrators.

The embedded start (`deployments/serve.py`) and work pools (`deployments/prefect.yaml`) are both made from it.
"""

from deployments.listed import BY_BUTTON, ONE_AT_A_TIME, TAG, TIME_ZONE, Listed
from deployments.listed_amendments import AMENDMENTS_AND_RETENTION
from deployments.listed_deadlines import DEADLINES
from deployments.listed_documents import DOCUMENTS
from deployments.listed_people import COMMITTEES_AND_PEOPLE
from deployments.listed_publication import PUBLICATION

__all__ = ["BY_BUTTON", "DEPLOYMENTS", "ONE_AT_A_TIME", "TAG", "TIME_ZONE", "Listed", "find"]

DEPLOYMENTS: tuple[Listed, ...] = (
    Listed(
        name="co-creation",
        cron="30 6 * * *",
        tags=("stage:co-creation",),
        french="Étape 1. Vérifie chaque matin ouvré les engagements en co-création et fait passer à l’exécution ceux "
        "dont toutes les conditions sont remplies. Le bouton « Run » permet d’en vérifier un seul.",
        english="Stage 1. Every working morning, checks the commitments in co-creation and moves to execution those "
        "whose conditions are all met. The Run button checks a single one.",
    ),
    Listed(
        name="execution",
        cron="40 6 * * *",
        tags=("stage:execution",),
        french="Étape 2. Vérifie chaque matin ouvré les engagements en exécution : échéances, retards, et passage à "
        "l’évaluation. Le bouton « Run » permet d’en vérifier un seul.",
        english="Stage 2. Every working morning, checks the commitments in execution: deadlines, delays, and the move "
        "to evaluation. The Run button checks a single one.",
    ),
    Listed(
        name="evaluation",
        cron="50 6 * * *",
        tags=("stage:evaluation",),
        french="Étape 3. Vérifie chaque matin ouvré les engagements en évaluation et clôt ceux dont l’évaluation est "
        "complète. Le bouton « Run » permet d’en vérifier un seul.",
        english="Stage 3. Every working morning, checks the commitments in evaluation and closes those whose "
        "assessment is complete. The Run button checks a single one.",
    ),
    Listed(
        name="quarterly-collection",
        cron="0 8 * * *",
        tags=("collection",),
        french="Ouvre la collecte du trimestre écoulé : un seul formulaire par responsable, par courriel. Passe chaque "
        "jour pour rattraper ce qui aurait été manqué ; personne n’est sollicité deux fois. Cochez « preview » pour "
        "voir d’abord qui recevrait quoi.",
        english="Opens the collection of the quarter that has ended: one form per responsible official, by e-mail. "
        "Runs every day to catch up on whatever was missed; nobody is asked twice. Tick “preview” to see first who "
        "would get what.",
    ),
    Listed(
        name="follow-up",
        cron="30 8 * * *",
        tags=("collection",),
        french="Relance les responsables qui n’ont pas répondu et informe leur hiérarchie de ce qui reste en retard, "
        "selon le calendrier des jours ouvrés de chaque plan. Cochez « preview » pour voir d’abord.",
        english="Reminds officials who have not answered and tells their superiors what stays late, by the calendar of "
        "working days of each plan. Tick “preview” to look first.",
    ),
    Listed(
        name="inbound-replies",
        cron="*/5 * * * *",
        tags=("mail",),
        single=True,
        french="Lit les réponses reçues, enregistre les chiffres avec leur source et prépare les accusés de réception.",
        english="Reads the replies received, records the figures with their source and prepares the receipts.",
    ),
    Listed(
        name="outbox",
        cron="*/5 * * * *",
        tags=("mail",),
        single=True,
        french="Remet au serveur de messagerie les courriels dont l’heure est venue, une seule fois chacun.",
        english="Hands the mails that are due to the mail server, each exactly once.",
    ),
    Listed(
        name="mail-check",
        cron="0 9 * * *",
        tags=("mail",),
        french="Vérifie que chaque courriel, reçu ou envoyé, a un sort et un seul, et adresse aux administrateurs une "
        "liste par jour ouvré de ce qui les attend, avec la manière de le régler.",
        english="Checks that every mail, in or out, has one fate and only one, and sends the administrators one list "
        "each working day of what waits for them, with the way to resolve it.",
    ),
    Listed(
        name="resolve-held-reply",
        cron=BY_BUTTON,
        tags=("mail", "decision"),
        french="Décide d’une réponse en attente : accepter ses valeurs, accepter aussi l’expéditeur comme adjoint, ou "
        "refuser. Sans horaire : uniquement par bouton. « preview » est coché d’office.",
        english="Decides on a reply that waits: accept its values, accept the sender as deputy too, or refuse it. No "
        "schedule: by button only. “preview” is ticked beforehand.",
    ),
    Listed(
        name="hold-back-mails",
        cron=BY_BUTTON,
        tags=("mail", "decision"),
        french="Arrête les courriels d’un ordre confirmé qui ne sont pas encore partis, les laisse repartir, ou y renonce "
        "définitivement. Sans horaire : uniquement par bouton, dans les dix minutes qui suivent la confirmation.",
        english="Stops the mails of a confirmed order that have not left yet, lets them go again, or gives them up for "
        "good. No schedule: by button only, within the ten minutes after the confirmation.",
    ),
    Listed(
        name="advance-commitment",
        cron=BY_BUTTON,
        tags=("lifecycle", "decision"),
        french="Décide de l’étape d’un engagement : le faire avancer si toutes les conditions sont remplies, le suspendre, "
        "le retirer, ou passer outre avec un nom et un motif qui figurent dans chaque rapport. « preview » est coché "
        "d’office.",
        english="Decides on the stage of a commitment: advance it when all conditions are met, hold it, withdraw it, or "
        "override with a name and a reason that every report shows. “preview” is ticked beforehand.",
    ),
    *AMENDMENTS_AND_RETENTION,
    Listed(
        name="record-meeting",
        cron=BY_BUTTON,
        tags=("governance",),
        french="Annonce une réunion et envoie les invitations avec l’événement d’agenda, l’enregistre comme tenue avec les "
        "participants comptés, ou l’annule. « preview » est coché d’office.",
        english="Announces a meeting and sends the invitations with the calendar event, records it as held with the people "
        "counted, or cancels it. “preview” is ticked beforehand.",
    ),
    Listed(
        name="record-consultation",
        cron=BY_BUTTON,
        tags=("governance",),
        french="Annonce un sondage en ligne ou une période de commentaires et note combien de personnes ont répondu ; ses "
        "dates l’ouvrent et la ferment. « preview » est coché d’office.",
        english="Announces an online survey or a comment period and notes how many answered; its dates open and close "
        "the consultation. “preview” is ticked beforehand.",
    ),
    Listed(
        name="record-contribution",
        cron=BY_BUTTON,
        tags=("governance",),
        french="Enregistre une contribution du public, ou la réponse motivée qui lui est donnée. « preview » est coché "
        "d’office.",
        english="Keeps a contribution of the public, or the reasoned response it is given. “preview” is ticked "
        "beforehand.",
    ),
    Listed(
        name="record-act",
        cron=BY_BUTTON,
        tags=("governance",),
        french="Enregistre un acte : approbation, adoption, soumission, avis, version du texte, publication, convention, "
        "obstacle. « preview » est coché d’office.",
        english="Records an act: approval, adoption, submission, opinion, version of the text, publication, agreement, "
        "obstacle. “preview” is ticked beforehand.",
    ),
    Listed(
        name="record-access-request",
        cron=BY_BUTTON,
        tags=("governance",),
        french="Note une demande d’accès à l’information (loi 31-13), sa prorogation ou sa réponse, et calcule son délai "
        "en jours ouvrables. « preview » est coché d’office.",
        english="Notes a request for access to information (law 31-13), its extension or its answer, and computes the "
        "time left in working days. “preview” is ticked beforehand.",
    ),
    Listed(
        name="overview",
        cron="15 9 * * *",
        tags=("report",),
        french="Montre chaque matin où en est chaque engagement, qui doit quoi, et comment chaque région a répondu à chaque "
        "trimestre. N’envoie rien et ne change rien.",
        english="Shows every morning where each commitment of the plan stands, who owes what, and how regions answered each "
        "quarter. Sends nothing and changes nothing.",
    ),
    *DEADLINES,
    *COMMITTEES_AND_PEOPLE,
    *PUBLICATION,
    Listed(
        name="annual-report",
        cron="0 7 15 1 *",
        tags=("report",),
        french="Fige les chiffres de l’année écoulée et imprime le rapport annuel. « year » permet d’en choisir une "
        "autre ; « preview » montre sans rien figer.",
        english="Freezes the figures of the past year and prints the annual report. “year” chooses another one; "
        "“preview” shows without freezing anything.",
    ),
    *DOCUMENTS,
)


def find(name: str) -> Listed:
    """A deployment by name; KeyError when it is not listed."""
    return next((listed for listed in DEPLOYMENTS if listed.name == name), None) or _missing(name)


def _missing(name: str) -> Listed:
    raise KeyError(name)
