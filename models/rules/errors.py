"""The one error a person can mend."""


class DomainError(Exception):
    """One clear sentence: what is wrong, and what would be right."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
