"""What a misspelt name may have meant."""

import difflib
from collections.abc import Iterable


def near_names(name: str, known: Iterable[str], limit: int = 4, cutoff: float = 0.5) -> list[str]:
    """Known names that look like a name, whatever their case, the nearest first. Args: cutoff: least likeness, 0 to 1."""
    by_lower = {each.lower(): each for each in known}
    return [by_lower[near] for near in difflib.get_close_matches(name.lower(), by_lower, n=limit, cutoff=cutoff)]


def did_you_mean(name: str, known: Iterable[str], above: str = '') -> str:
    """End of a sentence about a name that is not known: '; did you mean max_iters?', or nothing.

    Args:
        above: where the name stands; written before what is found, 'train_cfg.'.
    """
    near = near_names(name, known, limit=2, cutoff=0.7)
    return f'; did you mean {" or ".join(above + each for each in near)}?' if near else ''
