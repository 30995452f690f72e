"""Reader of the plain folder of pages."""

from collections.abc import Iterator
from pathlib import Path

from ecgdigi.io.csv import check_csv, positive_number, read_csv, read_table
from ecgdigi.io.images import check_image
from ecgdigi.io.page_folder import INDEX_NAME
from ecgdigi.registry import DATASETS
from ecgdigi.structures import PageRecord

from .page_records import FoundPage, PageRecords, problem_of


@DATASETS.register_module()
class PageFolder(PageRecords):
    """The plain folder: one picture and one CSV for each page, and an index. The simplest way to bring pages of your own.

    Layout::

        index.csv       columns id, file; then, where known, fs, n_samples, layout, speed_mm_s, gain_mm_mV, kind
        a.png           the picture that the column `file` names
        a.csv           columns I, II, ..., V6 in mV, a row per sample from the page's start, empty where not printed

    `fs` is the sampling rate of the CSV, Hz. Further columns are left alone. `tools/evaluate.py` judges readings against such
    a folder, and `tools/data/check_pages.py --to-folder` makes one of any other data set.

    Traps: a page whose `fs` is empty has no truth, even where a CSV is there: that is a problem entry, as is a CSV whose
    number of rows is not `n_samples`. A lead that is printed twice stands in the CSV as its longer piece.

    Args, Attributes, Raises: see `PageRecords`.
    """

    def find_pages(self) -> Iterator[FoundPage]:
        index = self.root / INDEX_NAME
        names = set()
        for number, row in enumerate(read_table(index, ('id', 'file')), start=2):
            name, picture = row['id'], self.root / row['file']
            if not name or not row['file']:
                problem = f'{index}: line {number} lacks an id or a file; fill it in'
            elif name in names:
                problem = f'{index}: the id {name} stands twice; rename one of the two'
            else:
                problem = problem_of(check_image, picture) or problem_of(_check_row, self.root, row)
            names.add(name)
            yield FoundPage(name, picture, problem, row)

    def read_page(self, page: FoundPage) -> PageRecord:
        row = page.details
        return PageRecord(
            page.record_id,
            page.picture_path,
            read_csv(self.root / f'{page.record_id}.csv', float(row['fs'])) if row.get('fs') else None,
            row.get('kind', ''),
            row.get('layout') or None,
            float(row['speed_mm_s']) if row.get('speed_mm_s') else None,
            float(row['gain_mm_mV']) if row.get('gain_mm_mV') else None,
        )


def _check_row(root: Path, row: dict[str, str]) -> None:
    truth = root / f'{row["id"]}.csv'
    for column in ('fs', 'n_samples', 'speed_mm_s', 'gain_mm_mV'):
        if row.get(column):
            positive_number(row[column], f'{root / INDEX_NAME}: page {row["id"]}: {column}')
    if row.get('fs'):
        check_csv(truth, round(float(row['n_samples'])) if row.get('n_samples') else None)
    elif truth.is_file():
        raise ValueError(f'{root / INDEX_NAME}: page {row["id"]} has a signal but no fs; fill in its sampling rate, Hz')
