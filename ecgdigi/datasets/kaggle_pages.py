"""Reader of the Kaggle competition 'PhysioNet - Digitization of ECG Images' (2025)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ecgdigi.io.csv import check_csv, positive_number, read_csv, read_table
from ecgdigi.io.images import check_image
from ecgdigi.registry import DATASETS
from ecgdigi.structures import PageRecord

from .page_records import FoundPage, PageRecords, problem_of

# The number at the end of a picture's name, and what it means. The hosts list no 0002, 0007 and 0008.
KAGGLE_KINDS = {
    '0001': 'render',
    '0003': 'colour scan',
    '0004': 'black-and-white scan',
    '0005': 'phone photo',
    '0006': 'screen photo',
    '0009': 'stained photo',
    '0010': 'damaged photo',
    '0011': 'mouldy colour scan',
    '0012': 'mouldy black-and-white scan',
}


@DATASETS.register_module()
class KagglePages(PageRecords):
    """The competition's data (kaggle.com/competitions/physionet-ecg-image-digitization).

    Layout::

        train.csv                   columns id, fs (Hz), sig_len (samples)
        train/<id>/<id>.csv         a column per lead in mV, empty where it is not printed; II is printed for 10 s
        train/<id>/<id>-0001.png    the same page in nine kinds, see KAGGLE_KINDS
        test.csv                    columns id, lead, fs, number_of_rows: what is to be read
        test/<id>.png               one picture; no truth, and its kind is not told

    Every page was drawn by ECG-Image-Kit in the layout 3x4+1, at 25 mm/s and 10 mm/mV, and then printed, scanned or
    photographed.

    Traps:

    - Rates differ from record to record. The hosts may have resampled a truth after its page was drawn, so that it can
      differ a little from what is printed: do not expect agreement to the last microvolt.
    - All pictures of a record show the same signal: split by `record_id`, never by picture.
    - Some photographs lie on their side, and many show desk or screen around the page.

    Args:
        split: 'train' or 'test'.
        kinds: which of KAGGLE_KINDS' values to read from the training split; None for all.

    Other arguments, Attributes, Raises: see `PageRecords`. A picture of a chosen kind that is missing is a problem entry.
    """

    def __init__(self, root: str, *, on_error: str = 'raise', split: str = 'train', kinds: Sequence[str] | None = None):
        if split not in ('train', 'test'):
            raise ValueError(f"KagglePages: split={split!r} is not known; choose 'train' or 'test'")
        unknown = sorted(set(kinds or ()) - set(KAGGLE_KINDS.values()))
        if unknown or isinstance(kinds, str):
            raise ValueError(f'KagglePages: kinds={kinds!r}; wanted a list of {", ".join(KAGGLE_KINDS.values())}')
        if kinds is not None and split == 'test':
            raise ValueError('KagglePages: the kinds of the test split are not told; leave kinds out')
        self.split = split
        self.numbers = [number for number, kind in KAGGLE_KINDS.items() if kinds is None or kind in kinds]
        super().__init__(root, on_error=on_error)

    def find_pages(self) -> Iterator[FoundPage]:
        if self.split == 'test':
            names = dict.fromkeys(row['id'] for row in read_table(self.root / 'test.csv', ('id', 'lead', 'fs', 'number_of_rows')))
            for name in names:
                picture = self.root / 'test' / f'{name}.png'
                yield FoundPage(name, picture, problem_of(check_image, picture), ('', None, None))
            return
        index = self.root / 'train.csv'
        for row in read_table(index, ('id', 'fs', 'sig_len')):
            name = row['id']
            truth = self.root / 'train' / name / f'{name}.csv'
            problem = problem_of(_check_truth, index, row, truth)
            for number in self.numbers:
                picture = truth.with_name(f'{name}-{number}.png')
                details = (KAGGLE_KINDS[number], truth, row['fs'])
                yield FoundPage(name, picture, problem or problem_of(check_image, picture), details)

    def read_page(self, page: FoundPage) -> PageRecord:
        kind, path, fs = page.details
        truth = None if path is None else read_csv(path, float(fs))
        return PageRecord(page.record_id, page.picture_path, truth, kind, '3x4+1', mm_per_s=25.0, mm_per_mv=10.0)


def _check_truth(index: Path, row: dict[str, str], truth: Path) -> None:
    place = f'{index}: id {row["id"]}'
    positive_number(row['fs'], f'{place}: fs')
    check_csv(truth, round(positive_number(row['sig_len'], f'{place}: sig_len')))
