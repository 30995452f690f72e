"""What all sources of recorded ECGs have in common: a random piece of a random record that can be used."""

from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path

import numpy as np

from ecgdigi.signals import with_derived_leads
from ecgdigi.structures import LEAD_NAMES, ECGSignal

# A piece in which no lead moves by this much, mV, is a flat line: a tenth of the smallest square of the paper.
FLAT_MV = 0.01
# Each draw begins anew, so that it depends on its generator alone: nothing is learned from the records that were of no use.
ATTEMPTS = 200
UNITS_MV = {'mV': 1.0, 'uV': 1e-3}


class RecordedSource(ABC):
    """Draws pieces of records.

    Records that cannot be used are passed over, and counted: too short, flat or without any sample, without some of the
    twelve leads, unreadable. Of a record with I and II the other four limb leads are derived where they are missing.

    Args:
        place: folder or file of the records, named in errors.
        duration_s: length of a piece, s.
        missing: what is done about a record that lacks leads: 'skip', or 'raise' an error.

    Attributes:
        skipped: how many draws met an unusable record, by reason.

    Raises:
        ValueError: an argument has none of its possible values.
    """

    def __init__(self, place: Path, *, duration_s: float, missing: str = 'skip'):
        if missing not in ('skip', 'raise'):
            raise ValueError(f"{type(self).__name__}: missing={missing!r}; must be 'skip' or 'raise'")
        if not duration_s > 0:
            raise ValueError(f'{type(self).__name__}: duration_s={duration_s} must be above 0')
        self.place = place
        self.duration_s = duration_s
        self.missing = missing
        self.skipped: Counter[str] = Counter()

    @abstractmethod
    def __len__(self) -> int:
        """Number of records."""

    @abstractmethod
    def read(self, index: int) -> tuple[ECGSignal, str]:
        """A whole record, and the name by which an error calls it.

        Raises:
            ValueError: it cannot be read, and is passed over.
            FileNotFoundError, LookupError: the settings are wrong, and the draw ends.
        """

    def __call__(self, rng: np.random.Generator) -> ECGSignal:
        """A random piece, `duration_s` long, of a random record; NaN samples of the record are kept.

        Raises:
            ValueError: a record lacks leads and `missing` is 'raise', or 200 records in a row cannot be used.
            FileNotFoundError: a record that is listed is not there.
            LookupError: a record's sampling rate is not told anywhere.
        """
        reasons: Counter[str] = Counter()
        for _ in range(ATTEMPTS):
            piece, reason = self._piece(int(rng.integers(len(self))), rng)
            if piece is not None:
                return piece
            reasons[reason] += 1
        hints = {'short': 'lower duration_s', 'unreadable': 'check the files', 'flat': 'check the unit'}
        found = ', '.join(f'{count} {reason}' for reason, count in reasons.most_common())
        hint = hints.get(reasons.most_common(1)[0][0], 'choose other records')
        raise ValueError(f'{self.place}: {ATTEMPTS} records in a row cannot give {self.duration_s} s ({found}); {hint}')

    def _piece(self, index: int, rng: np.random.Generator) -> tuple[ECGSignal | None, str]:
        try:
            record, name = self.read(index)
        except ValueError:
            return self._unusable('unreadable')
        record = with_derived_leads(record)
        absent = [lead for lead in LEAD_NAMES if lead not in record.leads]
        if absent and self.missing == 'raise':
            raise ValueError(f"{name}: lacks the leads {', '.join(absent)}; leave it out, or set missing='skip'")
        if absent:
            return self._unusable('without some leads')
        num_samples = round(self.duration_s * record.fs_hz)
        spare = record.signal_mv.shape[1] - num_samples
        if spare < 0:
            return self._unusable('short')
        start = int(rng.integers(spare + 1))
        piece_mv = record.signal_mv[:, start : start + num_samples]
        heights_mv = np.fmax.reduce(piece_mv, axis=1) - np.fmin.reduce(piece_mv, axis=1)
        if not (heights_mv > FLAT_MV).any():
            return self._unusable('flat')
        return ECGSignal(piece_mv, record.fs_hz, record.leads), ''

    def _unusable(self, reason: str) -> tuple[None, str]:
        self.skipped[reason] += 1
        return None, reason


def unit_factor(unit: str, owner: str) -> float:
    """mV per unit. ValueError: not a unit that is known."""
    if unit not in UNITS_MV:
        raise ValueError(f'{owner}: unit={unit!r}; must be one of {", ".join(UNITS_MV)}')
    return UNITS_MV[unit]
