"""What a change of a call refuses, with the field where it stands."""


class CallRefusedError(Exception):
    """The change cannot be made; ``field`` is the form's field where the sentence belongs, empty for the whole."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
