"""Stable words that say why a mail or a line ended as it did, each with an English sentence to be translated."""

from enum import StrEnum


class Reason(StrEnum):
    """Why. Words are stored and exchanged; sentences are printed."""

    # A line that is ignored
    COMMENT = "comment"
    GREETING = "greeting"
    SIGNATURE = "signature"
    QUOTATION = "quotation"
    LEFT_EMPTY = "left_empty"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    # A line that asks for a reminder
    REMINDER_WISHED = "reminder_wished"
    # A line that is not understood
    NO_CODE = "no_code"
    UNKNOWN_CODE = "unknown_code"
    NOT_YOUR_CODE = "not_your_code"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_STATUS = "not_a_status"
    IMPOSSIBLE_DATE = "impossible_date"
    NO_DATE = "no_date"
    TOO_LONG = "too_long"
    # A line that is asked back
    TWO_VALUES = "two_values"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    NUMBER_IN_WORDS = "number_in_words"
    APPROXIMATE = "approximate"
    RANGE = "range"
    MULTIPLIED = "multiplied"
    INCREMENT = "increment"
    DATE_OR_RATIO = "date_or_ratio"
    RATIO_FOR_PERCENT = "ratio_for_percent"
    MAYBE_FRACTION = "maybe_fraction"
    TEXT_AFTER_NUMBER = "text_after_number"
    UNIT_DIFFERS = "unit_differs"
    UNSURE = "unsure"
    OUT_OF_RANGE = "out_of_range"
    NOT_WHOLE = "not_whole"
    LARGE_JUMP = "large_jump"
    WENT_DOWN = "went_down"
    NO_LAST_VALUE = "no_last_value"
    ZERO_OR_NOTHING = "zero_or_nothing"
    UNAVAILABLE_OR_INAPPLICABLE = "unavailable_or_inapplicable"
    STATUS_UNCLEAR = "status_unclear"
    PERCENT_SIGN_MISSING = "percent_sign_missing"
    TEXT_AFTER_DATE = "text_after_date"
    YEAR_MISSING = "year_missing"
    DATE_INCOMPLETE = "date_incomplete"
    HIJRI_DATE = "hijri_date"
    DATE_FAR = "date_far"
    WEEKDAY_DIFFERS = "weekday_differs"
    DONE_IN_FUTURE = "done_in_future"
    NEW_DATE_IN_PAST = "new_date_in_past"
    VALUE_ON_NEXT_LINE = "value_on_next_line"
    NO_EQUALS_SIGN = "no_equals_sign"
    ANSWER_CELL_UNCLEAR = "answer_cell_unclear"
    EMPTY_LABEL = "empty_label"
    # A line of a committee, of an owner of recommendations, or an answer to an open question
    NO_LABEL = "no_label"
    UNKNOWN_COMMITMENT = "unknown_commitment"
    UNKNOWN_RECOMMENDATION = "unknown_recommendation"
    NOT_YOUR_RECOMMENDATION = "not_your_recommendation"
    NOT_IN_COMMITTEE = "not_in_committee"
    NOT_YOUR_QUESTION = "not_your_question"
    ALREADY_ANSWERED = "already_answered"
    RESPONSE_UNCLEAR = "response_unclear"
    BECAUSE_MISSING = "because_missing"
    QUOTED_TEXT = "quoted_text"
    # A sign-off by an independent body
    APPROVAL_UNCLEAR = "approval_unclear"
    APPROVAL_CONDITIONAL = "approval_conditional"
    APPROVAL_CODE_MISSING = "approval_code_missing"
    APPROVAL_CODE_UNKNOWN = "approval_code_unknown"
    APPROVAL_OUTDATED = "approval_outdated"
    APPROVAL_REPEATED = "approval_repeated"
    REFUSAL_WITHOUT_REASON = "refusal_without_reason"
    # A row of a workbook, and why it is asked back
    ROW_DISAGREES = "row_disagrees"
    ROW_OF_OTHER_FORM = "row_of_other_form"
    LOCKED_CELL_CHANGED = "locked_cell_changed"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    COMPUTED_NUMBER = "computed_number"
    # A workbook that is not read
    WORKBOOK_TOO_LARGE = "workbook_too_large"
    WORKBOOK_DAMAGED = "workbook_damaged"
    WORKBOOK_UNKNOWN = "workbook_unknown"
    WORKBOOK_ENCRYPTED = "workbook_encrypted"
    WORKBOOK_MACROS = "workbook_macros"
    WORKBOOK_LINKS = "workbook_links"
    WORKBOOK_EMBEDDED = "workbook_embedded"
    WORKBOOK_UNSAFE = "workbook_unsafe"
    WORKBOOK_UNREADABLE = "workbook_unreadable"
    WORKBOOK_HEADINGS_MISSING = "workbook_headings_missing"
    # A mail, and who may answer
    TIED_AND_AUTHENTICATED = "tied_and_authenticated"
    NOT_AUTHENTICATED = "not_authenticated"
    AUTHENTICATION_FAILED = "authentication_failed"
    FROM_NOT_STRICT = "from_not_strict"
    COLLEAGUE = "colleague"
    FORMER_HOLDER = "former_holder"
    STRANGER = "stranger"
    FORM_GUESSED = "form_guessed"
    SEVERAL_OPEN_FORMS = "several_open_forms"
    NO_OPEN_FORM = "no_open_form"
    FORM_CLOSED = "form_closed"
    NOTHING_TIES_IT = "nothing_ties_it"
    NO_VALUES = "no_values"
    AUTOMATIC_WITH_VALUES = "automatic_with_values"
    # A mail, and what sort it is
    AUTO_SUBMITTED = "auto_submitted"
    AUTO_REPLY_HEADER = "auto_reply_header"
    AUTO_REPLY_SUBJECT = "auto_reply_subject"
    NULL_SENDER = "null_sender"
    DAEMON_SENDER = "daemon_sender"
    DELIVERY_REPORT = "delivery_report"
    FAILED_RECIPIENTS = "failed_recipients"
    BOUNCE_SUBJECT = "bounce_subject"
    READ_RECEIPT = "read_receipt"
    FEEDBACK_REPORT = "feedback_report"
    OWN_MESSAGE = "own_message"
    LOOP = "loop"
    BULK = "bulk"
    MAILING_LIST = "mailing_list"


REASONS: dict[str, str] = {
    Reason.COMMENT: "This was kept as a comment.",
    Reason.GREETING: "This is a greeting.",
    Reason.REMINDER_WISHED: "This asks for a reminder on another day.",
    Reason.SIGNATURE: "This is a signature.",
    Reason.QUOTATION: "This repeats an earlier message.",
    Reason.LEFT_EMPTY: "Nothing was written after the code.",
    Reason.UNCHANGED: "This is what we had printed; write “no change” to confirm it.",
    Reason.REPEATED: "The same answer was already read in this message.",
    Reason.NO_CODE: "This looks like an answer, but it names no code; write the code and an equals sign before it.",
    Reason.UNKNOWN_CODE: "This code does not exist; its last letter does not fit the rest. Copy it from the form.",
    Reason.NOT_YOUR_CODE: "This code is not in the form you were sent.",
    Reason.NOT_A_NUMBER: "A number was expected here.",
    Reason.NOT_A_STATUS: "A status, a date or a sentence was expected here.",
    Reason.IMPOSSIBLE_DATE: "This day does not exist in the calendar; write the date as day/month/year.",
    Reason.NO_DATE: "A date was expected here, written as day/month/year.",
    Reason.TOO_LONG: "This part is too long to be read by a program; a person will look at it.",
    Reason.TWO_VALUES: "Two different answers were given for this code; none was recorded. Which one is right?",
    Reason.AMBIGUOUS_NUMBER: "This number can be read in two ways; write it without separators for thousands.",
    Reason.NUMBER_IN_WORDS: "This number is written in words; write it in digits.",
    Reason.APPROXIMATE: "This number is approximate; what is the exact figure?",
    Reason.RANGE: "This is a range of numbers; which single figure is right?",
    Reason.MULTIPLIED: "This number is given in thousands or millions; write it in full.",
    Reason.INCREMENT: "Is this the new total, or what was added since last time?",
    Reason.DATE_OR_RATIO: "This can be a date or a ratio; write for instance “3 of 4”.",
    Reason.RATIO_FOR_PERCENT: "A percentage was expected; what is this ratio in percent?",
    Reason.MAYBE_FRACTION: "A percentage was expected; is this a fraction of one, or a percentage below one?",
    Reason.TEXT_AFTER_NUMBER: "There is text after the number that may change its meaning; put remarks in brackets.",
    Reason.UNIT_DIFFERS: "The unit is not the one of the form.",
    Reason.UNSURE: "The answer itself says that it is not certain.",
    Reason.OUT_OF_RANGE: "This number lies outside what is possible for this indicator.",
    Reason.NOT_WHOLE: "A whole number was expected.",
    Reason.LARGE_JUMP: "This is very far from the last value. If it is right, send it once more followed by: confirmed",
    Reason.WENT_DOWN: "This is lower than the last value, though the indicator adds up over time. "
    "If it is right, send it once more followed by: confirmed",
    Reason.NO_LAST_VALUE: "There is no earlier value that could stay the same.",
    Reason.ZERO_OR_NOTHING: "Does this mean zero, or nothing to report?",
    Reason.UNAVAILABLE_OR_INAPPLICABLE: "Does this mean that the figure is not available, or that none exists?",
    Reason.STATUS_UNCLEAR: "Is this done, in progress, not started or abandoned?",
    Reason.PERCENT_SIGN_MISSING: "Is this number a percentage?",
    Reason.TEXT_AFTER_DATE: "There is text after the date that may change its meaning.",
    Reason.YEAR_MISSING: "Which year is meant?",
    Reason.DATE_INCOMPLETE: "Which day is meant?",
    Reason.HIJRI_DATE: "This looks like a Hijri date; is the converted date right?",
    Reason.DATE_FAR: "This date lies far outside the action plan.",
    Reason.WEEKDAY_DIFFERS: "The day of the week does not fit the date.",
    Reason.DONE_IN_FUTURE: "This date of completion lies in the future.",
    Reason.NEW_DATE_IN_PAST: "This new date lies before the period that the form asks about.",
    Reason.VALUE_ON_NEXT_LINE: "The answer stood on the line after the code; is it meant for this code?",
    Reason.NO_EQUALS_SIGN: "There was no equals sign after the code; is this the answer?",
    Reason.ANSWER_CELL_UNCLEAR: "The answer was not in the answer column of the table; is it meant for this code?",
    Reason.EMPTY_LABEL: "Nothing was written after the label.",
    Reason.NO_LABEL: "No recommendation was found in this message; write “R1:” before each one.",
    Reason.UNKNOWN_COMMITMENT: "No commitment or milestone has this code; copy it from the matrix, or leave it out.",
    Reason.UNKNOWN_RECOMMENDATION: "There is no recommendation with this code; copy it from our message.",
    Reason.NOT_YOUR_RECOMMENDATION: "Somebody else answers for this recommendation.",
    Reason.NOT_IN_COMMITTEE: "Only a member of the committee can make a recommendation.",
    Reason.NOT_YOUR_QUESTION: "Only the administrator or a focal point can answer this question.",
    Reason.ALREADY_ANSWERED: "This question was answered before; the first answer stands.",
    Reason.RESPONSE_UNCLEAR: "Is this recommendation accepted, partly accepted or refused? Begin with that word.",
    Reason.BECAUSE_MISSING: "A refusal, even in part, needs its reason; write it after the word “because”.",
    Reason.QUOTED_TEXT: "This stands in a quoted part of your message; if it is yours, send it outside the quotation.",
    Reason.APPROVAL_UNCLEAR: "It is not clear whether the figures are approved or refused; write one of the two words, "
    "and nothing that takes it back.",
    Reason.APPROVAL_CONDITIONAL: "An approval with a condition is no approval: approve the figures as they are, or refuse "
    "them and say what must change.",
    Reason.APPROVAL_CODE_MISSING: "The code of the figures is missing, or one of its letters is wrong; copy it from our "
    "message.",
    Reason.APPROVAL_CODE_UNKNOWN: "This code belongs to no figures that you were sent; copy it from our message.",
    Reason.APPROVAL_OUTDATED: "The figures were frozen anew since, so this code no longer approves anything; please wait "
    "for the message with the new code.",
    Reason.APPROVAL_REPEATED: "This was recorded before; it counts once.",
    Reason.REFUSAL_WITHOUT_REASON: "A refusal needs its reasons; write them after the code.",
    Reason.ROW_DISAGREES: "The code in this row of the workbook is not the one we had printed there; "
    "write the answer beside its own code.",
    Reason.ROW_OF_OTHER_FORM: "This row belongs to the workbook of another form.",
    Reason.LOCKED_CELL_CHANGED: "A cell that we had filled in this row was changed; is the answer still meant "
    "for this line?",
    Reason.FORMULA_WITHOUT_VALUE: "This cell holds a formula whose result was not saved in the file; write the "
    "figure itself.",
    Reason.COMPUTED_NUMBER: "This figure was computed and has more decimals than can be shown; write the exact figure.",
    Reason.WORKBOOK_TOO_LARGE: "The attached workbook is too large; send back only the form that you received.",
    Reason.WORKBOOK_DAMAGED: "The attached workbook is damaged and could not be opened; please save it again "
    "and send it back.",
    Reason.WORKBOOK_UNKNOWN: "The attached file is not a workbook that can be read here; save it as .xlsx "
    "and send it back.",
    Reason.WORKBOOK_ENCRYPTED: "The attached workbook is protected by a password; send it back without one.",
    Reason.WORKBOOK_MACROS: "The attached workbook contains macros; save it as .xlsx without macros and send it back.",
    Reason.WORKBOOK_LINKS: "The attached workbook takes values from other files; write the values "
    "themselves and send it back.",
    Reason.WORKBOOK_EMBEDDED: "The attached workbook contains other files; attach these to your message "
    "instead and send the workbook back.",
    Reason.WORKBOOK_UNSAFE: "The attached workbook is built in a way that no office program writes; it was not opened.",
    Reason.WORKBOOK_UNREADABLE: "The attached workbook could not be read; write the answers in the message itself.",
    Reason.WORKBOOK_HEADINGS_MISSING: "The headings of the form were not found in the attached workbook, so that its "
    "cells could not be understood.",
    Reason.TIED_AND_AUTHENTICATED: "The sender was asked, and the sender's mail server vouches for the message.",
    Reason.NOT_AUTHENTICATED: "The sender was asked, but nothing proves that the message is the sender's own.",
    Reason.AUTHENTICATION_FAILED: "The message failed the check of its sender.",
    Reason.FROM_NOT_STRICT: "The message does not have exactly one clear sender.",
    Reason.FORMER_HOLDER: "The sender was responsible before and has handed over; the successor decides.",
    Reason.COLLEAGUE: "The sender is a colleague of the person who was asked.",
    Reason.STRANGER: "The sender is not the person who was asked.",
    Reason.FORM_GUESSED: "The message names no form; the only open form of the sender was taken.",
    Reason.SEVERAL_OPEN_FORMS: "The message names no form, and the sender has several open forms.",
    Reason.NO_OPEN_FORM: "The message names no form, and the sender has no open form.",
    Reason.FORM_CLOSED: "The form was already closed.",
    Reason.NOTHING_TIES_IT: "Nothing ties this message to a form.",
    Reason.NO_VALUES: "No answer to the form was found.",
    Reason.AUTOMATIC_WITH_VALUES: "The message looks automatic, yet it holds answers; a person will look at it.",
    Reason.AUTO_SUBMITTED: "The message says that a program sent it.",
    Reason.AUTO_REPLY_HEADER: "The message carries the mark of an automatic reply.",
    Reason.AUTO_REPLY_SUBJECT: "The subject is that of an automatic reply.",
    Reason.NULL_SENDER: "The message has an empty envelope sender.",
    Reason.DAEMON_SENDER: "The message comes from a mail system.",
    Reason.DELIVERY_REPORT: "The message reports on a delivery.",
    Reason.FAILED_RECIPIENTS: "The message names recipients that could not be reached.",
    Reason.BOUNCE_SUBJECT: "The subject is that of a failed delivery.",
    Reason.READ_RECEIPT: "The message is a read receipt.",
    Reason.FEEDBACK_REPORT: "The message is a complaint passed on by a mail provider.",
    Reason.OWN_MESSAGE: "We wrote this message ourselves.",
    Reason.LOOP: "The message has passed through too many servers.",
    Reason.BULK: "The message is marked as bulk mail.",
    Reason.MAILING_LIST: "The message came through a mailing list.",
}
