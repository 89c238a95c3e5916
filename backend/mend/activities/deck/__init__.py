"""The deck that comes with Mend. Likes refer to a card by its key: reword a card freely, never rename it."""

from mend.activities.cards import Card
from mend.activities.deck.coffee import COFFEE
from mend.activities.deck.cook import COOK
from mend.activities.deck.hobby import HOBBY
from mend.activities.deck.home import AT_HOME
from mend.activities.deck.outing import OUTING
from mend.activities.deck.volunteer import VOLUNTEER
from mend.activities.deck.walk import WALK

DECK: tuple[Card, ...] = (*WALK, *COOK, *COFFEE, *HOBBY, *VOLUNTEER, *AT_HOME, *OUTING)
BY_KEY: dict[str, Card] = {card.key: card for card in DECK}
