"""File formats by name. A format of one's own is a class that is registered in WRITERS: see docs/exports.md."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from ecgdigi.registry import WRITERS
from ecgdigi.structures import DigitizedECG

from .aecg import write_aecg
from .csv import write_csv
from .description import describe
from .dicom_waveform import write_dicom
from .edf import write_edf
from .extras import import_extra
from .json import check_signal_file, write_json
from .wfdb import WFDB_ENDINGS, write_wfdb


class Writer(ABC):
    """One format.

    Attributes:
        endings: what the name of a page gets for the names of its files; that of the file which readers open comes first.
    """

    endings: tuple[str, ...]

    def paths(self, stem: Path) -> list[Path]:
        """The files of a page, named by a path without an ending."""
        return [stem.with_name(stem.name + ending) for ending in self.endings]

    @abstractmethod
    def __call__(self, stem: Path, ecg: DigitizedECG) -> None:
        """Write all files of a page, or none.

        Raises:
            OSError: they cannot be written.
            ValueError: this format cannot hold this signal.
        """


def build_writers(formats: Sequence[str | dict]) -> list[Writer]:
    """Writers of formats that are given by name, or by `dict(type=name, ...)` with settings.

    Raises:
        KeyError: no format of that name is known.
        ImportError: a package is missing; the message says what installs it.
    """
    return [WRITERS.build(dict(type=chosen) if isinstance(chosen, str) else chosen) for chosen in formats]


@WRITERS.register_module(name='csv')
class CSVWriter(Writer):
    """Columns in mV with a header of lead names."""

    endings = ('.csv',)

    def __call__(self, stem: Path, ecg: DigitizedECG) -> None:
        write_csv(self.paths(stem)[0], ecg.signal)


@WRITERS.register_module(name='wfdb')
class WFDBWriter(Writer):
    """A WFDB record."""

    endings = WFDB_ENDINGS

    def __call__(self, stem: Path, ecg: DigitizedECG) -> None:
        write_wfdb(stem, ecg.signal, describe(ecg))


@WRITERS.register_module(name='edf')
class EDFWriter(Writer):
    """EDF+."""

    endings = ('.edf',)

    def __init__(self):
        import_extra('edfio', 'edf')

    def __call__(self, stem: Path, ecg: DigitizedECG) -> None:
        write_edf(self.paths(stem)[0], ecg)


@WRITERS.register_module(name='dicom')
class DICOMWriter(Writer):
    """A DICOM 12-lead ECG waveform object."""

    endings = ('.dcm',)

    def __init__(self):
        import_extra('pydicom', 'dicom')

    def __call__(self, stem: Path, ecg: DigitizedECG) -> None:
        write_dicom(self.paths(stem)[0], ecg)


@WRITERS.register_module(name='aecg')
class AECGWriter(Writer):
    """HL7 annotated ECG."""

    endings = ('.xml',)

    def __call__(self, stem: Path, ecg: DigitizedECG) -> None:
        write_aecg(self.paths(stem)[0], ecg)


@WRITERS.register_module(name='json')
class JSONWriter(Writer):
    """Everything that is known of the page.

    Args:
        signal_ending: ending of the file that holds the signal, '.csv', '.hea' or '.edf', which another writer makes; '': the
            JSON holds it itself.
    """

    endings = ('.json',)

    def __init__(self, signal_ending: str = ''):
        if signal_ending:
            check_signal_file(f'page{signal_ending}')
        self.signal_ending = signal_ending

    def __call__(self, stem: Path, ecg: DigitizedECG) -> None:
        write_json(self.paths(stem)[0], ecg, self.signal_ending and stem.name + self.signal_ending)
