"""Denials are heard in three languages, and only from the person, never from our own words quoted back."""

import pytest

from models.vocabulary import Language
from notifications.compose_words import ANSWER_WORDS
from notifications.mime import parse
from notifications.reading import is_objection
from tests.notifications.reading.builders import make_reply


@pytest.mark.parametrize("language", Language)
def test_a_denial_is_heard_when_the_person_writes_it(language: Language) -> None:
    words = ANSWER_WORDS[language].objection
    receipt = parse(make_reply(f"Si vous n'avez pas écrit ceci, répondez : « {words} » et rien ne sera enregistré."))
    for text in (words, words.upper(), f"Bonjour,\n\n{words}.\n\nCordialement", f"Attention, {words} !"):
        assert is_objection(parse(make_reply(text)), sent=(receipt,))
        assert is_objection(parse(make_reply("", html=f"<p>{words}</p>")), sent=(receipt,))


@pytest.mark.parametrize("language", Language)
def test_our_own_words_quoted_back_deny_nothing(language: Language) -> None:
    words = ANSWER_WORDS[language].objection
    ours = f"Si vous n'avez pas écrit ceci, répondez : « {words} » et rien ne sera enregistré."
    receipt = parse(make_reply(ours))
    for text in (
        f"Merci.\n\n> {ours}",
        f"Merci.\n\n> {words}",
        f"Merci.\nDe : a@b.example\nEnvoyé : 1/10/2026\nObjet : x\n{ours}",
        f"Merci.\n{ours}",
        "LAA1-I1X = 12",
    ):
        assert not is_objection(parse(make_reply(text)), sent=(receipt,))
