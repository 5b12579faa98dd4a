"""Which button or menu of the messages in view is meant by what was typed."""

from collections.abc import Sequence

from bot.console.cards import Button, Card, Choice, Menu
from bot.console.commands import Directory, Mistake, Value
from bot.console.forms import pick
from bot.console.typed import mentioned, named


def find_button(cards: Sequence[Card], text: str) -> tuple[Card, Button]:
    """Return the button that is meant, on the latest message that has it.

    A button is meant by its letter (`A` for “A Fire”), its whole label, or, where no letter or label fits,
    by the beginning of its label.

    Args:
        cards: what the member sees, oldest first.

    Raises:
        Mistake: when no button is meant, several are, or the one meant is closed.
    """
    wanted = text.strip().strip('"“”').casefold()
    if not wanted:
        raise Mistake("Say which button: click A, or click and the words on it.")
    for meant in (_is_named, _begins):
        closed: Button | None = None
        for card in reversed(cards):
            found = [button for button in card.buttons if meant(button, wanted)]
            ready = [button for button in found if not button.disabled]
            if len(ready) > 1:
                labels = ", ".join(button.label for button in ready)
                raise Mistake(f"Several buttons begin with “{text}”: {labels}. Write more of one.")
            if ready:
                return card, ready[0]
            closed = closed or next(iter(found), None)
        if closed is not None:
            raise Mistake(f"The button “{closed.label}” is closed.")
    raise Mistake(f"There is no button “{text}”. {_what_there_is(cards)}")


def find_choice(cards: Sequence[Card], text: str, directory: Directory) -> tuple[Card, Menu, list[Value]]:
    """Return the menu that is meant, on the latest message that has one, and the values chosen in it.

    Args:
        cards: what the member sees, oldest first.
        text: a choice's number, its label or the label's beginning, or `@bob` or `#trivia`; several stand
            between commas where the menu takes several.

    Raises:
        Mistake: when there is no menu or no such choice.
    """
    for card in reversed(cards):
        menus = [menu for menu in card.menus if not menu.disabled]
        if menus:
            menu, values = _chosen(menus, [part.strip() for part in text.split(",")], text, directory)
            if not menu.least <= len(values) <= menu.most:
                raise Mistake(f"Choose {_how_many(menu)}, and these are {len(values)}.")
            return card, menu, values
    raise Mistake("There is no menu to choose from.")


def _chosen(menus: list[Menu], parts: list[str], text: str, directory: Directory) -> tuple[Menu, list[Value]]:
    if text[:1] in ("@", "#"):
        kinds = ("channel",) if text.startswith("#") else ("member", "role", "mention")
        menu = next((menu for menu in menus if menu.kind in kinds), None)
        if menu is None:
            raise Mistake(f"No menu here takes {text}.")
        match menu.kind:
            case "member" | "channel" | "role" as kind:
                return menu, [named(kind, part, directory) for part in parts]
            case _:
                return menu, [mentioned(part, directory) for part in parts]
    listed = [(menu, choice) for menu in menus for choice in menu.choices]
    chosen: list[Choice] = []
    owner: Menu | None = None
    for part in parts:
        choice = pick(tuple(choice for _, choice in listed), part)
        menu = next(menu for menu, one in listed if one is choice)
        if owner is not None and menu is not owner:
            raise Mistake("Choose in one menu at a time.")
        owner = menu
        chosen.append(choice)
    assert owner is not None, "a split text has at least one part"
    return owner, [choice.value for choice in chosen]


def _is_named(button: Button, wanted: str) -> bool:
    label = button.label.casefold()
    is_letter = len(wanted) == 1 and label[1:2] in (" ", ".", ")", ":") and label[0] == wanted
    return label == wanted or is_letter


def _begins(button: Button, wanted: str) -> bool:
    return button.label.casefold().startswith(wanted)


def _how_many(menu: Menu) -> str:
    if menu.least == menu.most:
        return str(menu.most)
    return f"{menu.least} to {menu.most}"


def _what_there_is(cards: Sequence[Card]) -> str:
    for card in reversed(cards):
        labels = [button.label for button in card.buttons if not button.disabled]
        if labels:
            return f"The latest are: {', '.join(labels)}."
    return "No message here has one."
