"""Headings and fixed sentences of the printed reports, by key: a template that holds no words cannot hold a wrong one."""

from reports.labels import mark
from reports.language import Words

HEADINGS = {
    "about": mark("About this report"),
    "achieved": mark("Achieved in the period"),
    "achievements": mark("Achievements"),
    "adding": mark("Adding up"),
    "adding_text": mark(
        "A total over regions always says how many regions it covers. Indicators that are counted since the "
        "start of the plan are never added up over quarters."
    ),
    "after": mark("After"),
    "against_date": mark("Against its date"),
    "agenda": mark("For decision and discussion"),
    "agenda_text": mark("What the committee is asked to decide comes first, then what it should know."),
    "all_regions": mark("All regions together"),
    "answer": mark("Answer:"),
    "answers": mark("Answers received"),
    "answers_text": mark(
        "Completeness is the share of the items asked that were answered. Timeliness is the share of those "
        "due that were answered by the date given. What was expected was fixed when each quarter was opened."
    ),
    "asked": mark("Decision asked"),
    "attachment": mark("The figures of this report, in a form that programs can read"),
    "axis": mark("Axis"),
    "baseline": mark("Baseline"),
    "before": mark("Before"),
    "budget": mark("Budget"),
    "budget_text": mark(
        "No budget figure is in the plan or in the answers; planned, committed and paid amounts would be "
        "shown here, kept apart."
    ),
    "by_state": mark("Milestones by state"),
    "calendar": mark("Calendar"),
    "category": mark("Category"),
    "change": mark("Change"),
    "changes": mark("Changes to the plan"),
    "chart": mark("Management chart: achievements and constraints"),
    "chart_text": mark(
        "For the Director General of Services: what was achieved, what stands in the way, and what is asked, "
        "commitment by commitment."
    ),
    "code": mark("Code"),
    "commitment": mark("Commitment"),
    "commitments": mark("The commitments, one by one"),
    "completeness": mark("Completeness"),
    "constraints": mark("Constraints"),
    "contents": mark("Contents"),
    "corrected": mark("Corrected"),
    "covered": mark("Regions covered"),
    "current": mark("This period"),
    "date": mark("Date"),
    "date_and_signature": mark("Date and signature"),
    "dates": mark("Dates"),
    "deadlines": mark("Coming due"),
    "decided": mark("Decided"),
    "decisions": mark("Decisions asked"),
    "done_of_all": mark("Milestones done"),
    "due": mark("Due"),
    "due_by": mark("due:"),
    "errata": mark("Errata"),
    "evidence": mark("Evidence"),
    "earlier_recommendations": mark("Recommendations of earlier years and what became of them"),
    "evidence_register": mark("Evidence register"),
    "evidence_supports": mark("Evidence supports"),
    "evidence_text": mark(
        "Every file that came in support of a claim. Files that are not public are listed by their hash only."
    ),
    "file": mark("File"),
    "finding": mark("Finding"),
    "findings": mark("Findings of the independent body"),
    "findings_text": mark(
        "Independent findings stand here under their author’s name; the administration’s own account never "
        "overwrites them."
    ),
    "fingerprint": mark("Fingerprint of the figures"),
    "first_date": mark("first date:"),
    "governance": mark("Governance and participation"),
    "how_counted": mark("How it is counted"),
    "illustrative": mark("illustrative"),
    "illustrative_data": mark("Illustrative data"),
    "illustrative_text": mark(
        "Items marked “illustrative” are not in the published plan; they were added to demonstrate the system"
        " and must not be quoted."
    ),
    "indicator": mark("Indicator"),
    "indicator_sheets": mark("Indicator sheets"),
    "indicators": mark("Indicators"),
    "item": mark("Item"),
    "kind": mark("Kind"),
    "languages": mark("Languages"),
    "languages_text": mark("This report exists in Arabic, French and English, printed from the same figures."),
    "late": mark("Late milestones"),
    "lead": mark("Lead:"),
    "lessons": mark("Lessons learnt"),
    "matrix": mark("Monitoring matrix"),
    "matrix_text": mark(
        "Milestones and indicators of every commitment, in one table each: what was said before, what is said"
        " now, how it stands, and what supports it."
    ),
    "meeting": mark("Meeting"),
    "meetings": mark("Meetings"),
    "men": mark("Men"),
    "method": mark("Method"),
    "method_text": mark(
        "Each quarter the official in charge of a commitment is asked by mail for its milestones and "
        "indicators and answers by reply. Figures are printed as answered; a correction never erases the "
        "earlier figure."
    ),
    "milestone": mark("Milestone"),
    "missing": mark("Missing figures"),
    "missing_text": mark(
        "No answer, nothing to report, not available and zero are four different things and are printed as "
        "such. A missing figure is never added up as zero."
    ),
    "name_of_body": mark("Name of the body"),
    "newest": mark("Newest value"),
    "next": mark("Lessons, and what comes next"),
    "next_deadlines": mark("Next deadlines"),
    "no_achievement": mark("No milestone was completed in this period."),
    "no_baseline": mark("No baseline"),
    "no_change_of_plan": mark("Nothing in the plan was changed in this period."),
    "no_deadline": mark("Nothing comes due."),
    "no_decision": mark("No decision is asked."),
    "no_evidence": mark("No file has been received yet."),
    "no_finding": mark("No independent finding has been signed yet."),
    "no_late": mark("No milestone is late."),
    "no_lesson": mark("No lesson has been recorded yet."),
    "no_meeting": mark("No meeting has been recorded for this period."),
    "no_milestone": mark("No milestone"),
    "no_obstacle": mark("No obstacle was reported."),
    "no_off_track": mark("No indicator is behind."),
    "no_participation": mark("No participation was counted in this period."),
    "no_question": mark("There is no open question."),
    "no_recommendation": mark("No recommendation has been recorded yet."),
    "no_source": mark("No figure was reported in this period."),
    "no_target": mark("No target"),
    "none_yet": mark("No value yet"),
    "not_part": mark("Does not take part"),
    "not_recorded": mark("not recorded"),
    "nothing_here": mark("Nothing to show"),
    "nothing_planned": mark("The plan defines no milestone and no indicator here yet."),
    "measure": mark("Measure"),
    "no_earlier_recommendation": mark("No recommendation was made in earlier years."),
    "no_move": mark("Every commitment stands where it stood."),
    "now": mark("now:"),
    "obstacles": mark("Obstacles reported"),
    "obstacles_chapter": mark("Obstacles, risks and requests"),
    "off_track": mark("Indicators behind"),
    "official_says": mark("The official says"),
    "participation": mark("Who took part"),
    "partners": mark("Partners:"),
    "people": mark("People"),
    "period": mark("Period"),
    "plan": mark("The plan and its calendar"),
    "plan_fingerprint": mark("Fingerprint of the plan file"),
    "plan_text": mark("Dates are printed as precisely as the plan prints them."),
    "position": mark("Position"),
    "previous": mark("Previous period"),
    "promise": mark(
        "Progress of the open government commitments, as reported by the officials in charge. Every figure "
        "leads back to the mail it came from."
    ),
    "provisional": mark("provisional"),
    "published": mark("As published"),
    "quarter_page": mark("The quarter on one page"),
    "questions": mark("Open questions"),
    "questions_text": mark(
        "What the published plan leaves open. Nothing here was guessed; each stays open until a person answers it."
    ),
    "rates": mark("Rates: overall, by region, by axis"),
    "rates_text": mark("A rate is the share of milestones done of all milestones that were not withdrawn."),
    "reason": mark("Reason"),
    "received": mark("Received"),
    "recommendations": mark("Recommendations and what became of them"),
    "reference": mark("Reference"),
    "references": mark("References"),
    "references_text": mark(
        "The reference in brackets beside a figure names its entry in the annex; the administrators can "
        "follow it to the mail itself."
    ),
    "region": mark("Region"),
    "replaced_by": mark("replaced by"),
    "results": mark("Results"),
    "results_text": mark(
        "Each indicator with its baseline, its newest value and its target. A missing baseline is not a "
        "baseline of zero."
    ),
    "rule": mark("The public rule of states and colours"),
    "rule_text": mark(
        "Three clocks are kept apart and shown side by side; none of them overwrites another. Every state is "
        "told by a word, a shape and a colour."
    ),
    "scorecard": mark("Scorecard: commitments by region"),
    "scorecard_text": mark(
        "State of the milestones of each commitment in each region, against their dates. The worst state of a"
        " commitment shows."
    ),
    "share": mark("Rate"),
    "sheets_text": mark("What each indicator counts, from which source, and who answers for it."),
    "size": mark("Size"),
    "sources": mark("Annex: where each figure comes from"),
    "sources_text": mark(
        "One entry per reported figure, corrected ones included. Baselines and targets come from the plan "
        "file; totals and rates are computed from the figures listed here."
    ),
    "stage": mark("Stage"),
    "state": mark("State"),
    "statement": mark("Report of the independent body"),
    "statement_text": mark(
        "To be filled in and signed by the independent body itself. The three states on each line are the "
        "regions’ account and the program’s; the finding is the body’s own."
    ),
    "status": mark("Status"),
    "target": mark("Target"),
    "then": mark("In the last report"),
    "timeliness": mark("Timeliness"),
    "today": mark("In this report"),
    "trend_key": mark(
        "Pale dots: earlier years. Square: baseline. Dashed: target. Cross: no value, and the line breaks."
    ),
    "unit": mark("Unit"),
    "unsaid": mark("Not said"),
    "value": mark("Value"),
    "verification": mark("Means of verification"),
    "volumes": mark("Volumes of this report"),
    "way": mark("Way to the target"),
    "went_badly": mark("What did not go well"),
    "went_well": mark("What went well"),
    "why": mark("Why"),
    "women": mark("Women"),
    "year_page": mark("The year on one page"),
    "young": mark("Under 36"),
}


def labels(words: Words) -> dict[str, str]:
    """Every heading and fixed sentence in one language."""
    return {key: words.gettext(text) for key, text in HEADINGS.items()}
