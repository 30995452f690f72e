"""The twelve standard leads: their names, and the spellings that are found on paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lead:
    """One standard lead.

    Attributes:
        name: the name in every file that ecgdigi writes.
        aliases: other spellings, compared without regard to case.
    """

    name: str
    aliases: tuple[str, ...] = ()


LEADS = (
    Lead('I', ('DI', 'L1')),
    Lead('II', ('DII', 'L2')),
    Lead('III', ('DIII', 'L3')),
    Lead('aVR', ('VR',)),
    Lead('aVL', ('VL',)),
    Lead('aVF', ('VF',)),
    Lead('V1', ('C1',)),
    Lead('V2', ('C2',)),
    Lead('V3', ('C3',)),
    Lead('V4', ('C4',)),
    Lead('V5', ('C5',)),
    Lead('V6', ('C6',)),
)

LEAD_NAMES = tuple(lead.name for lead in LEADS)

_BY_SPELLING = {s.lower(): lead.name for lead in LEADS for s in (lead.name, *lead.aliases)}


def canonical_lead_name(text: str) -> str:
    """Return the standard name of a lead written in any of its spellings.

    Raises:
        KeyError: the text names none of the twelve leads.
    """
    try:
        return _BY_SPELLING[text.strip().lower()]
    except KeyError:
        raise KeyError(f'{text!r} is not a lead; known are {", ".join(LEAD_NAMES)}') from None
