"""The two ways Marquee says no: to a member on Discord, and to the operator at the terminal."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The sentence a member reads instead of the answer they asked for.

    Raised anywhere, shown privately at one door (`bot.client`). The sentence is plain, names what is
    wrong and says what to do next; values in it are already escaped (`bot.texts.say`).
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class OperatorError(Exception):
    """What stops the bot or a command line verb: one line for the operator, exit code 2, no traceback."""
