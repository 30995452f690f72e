"""Reader of the data of the George B. Moody PhysioNet Challenge 2024."""

import re
from collections.abc import Iterator
from pathlib import Path

from ecgdigi.io.images import check_image
from ecgdigi.io.kit_json import KIT_MM_PER_MV, KIT_MM_PER_S, KIT_PAGE_S
from ecgdigi.io.wfdb import WFDBHeader, check_wfdb, read_wfdb, read_wfdb_header
from ecgdigi.registry import DATASETS
from ecgdigi.structures import LEAD_NAMES, ECGSignal, PageRecord, get_layout, printed_signal

from .kit_pages import check_kit_page, cut_page, read_kit_page
from .page_records import FoundPage, PageRecords, problem_of


@DATASETS.register_module()
class Challenge2024Pages(PageRecords):
    """Data prepared for the PhysioNet Challenge 2024 (moody-challenge.physionet.org/2024).

    Layout, in any depth of folders::

        00001_hr.hea        WFDB header with a comment line that names the pictures, divided by commas
        00001_hr.dat        the signal; hidden data has none at all, and no truths then
        00001_hr-0.png      the pictures, beside the header

    The comment line is `# Image: a.png, b.png`, written `#Image:` by the first scripts of the challenge; both are read. There
    is an item for each picture. `kind` is known only where the kit's JSON lies beside the picture.

    Traps:

    - PTB-XL's records are whole, but a page shows 2.5 s of most leads. Where the JSON of ECG-Image-Kit lies beside the
      picture, the truth is cut by it, as in `KitPages`. Else it is cut by `layout`: the challenge's instructions draw 3x4+1.
      What is NaN in the record stays NaN.
    - Picture <record>-<n> shows the n-th 10 s of a record that is long enough, else the first 10 s.
    - A record whose header names no picture is a problem entry; so is one without a signal where others have theirs.

    Args:
        layout: what pages without JSON show: a layout's name, or None to leave truths as they are in the record.

    Other arguments, Attributes, Raises: see `PageRecords`.
    """

    def __init__(self, root: str, *, on_error: str = 'raise', layout: str | None = '3x4+1'):
        try:
            self.layout = None if layout is None else get_layout(layout)
        except KeyError as error:
            raise ValueError(f'Challenge2024Pages: {error.args[0]}') from None
        super().__init__(root, on_error=on_error)

    def find_pages(self) -> Iterator[FoundPage]:
        headers = {path: _header_or_problem(path) for path in sorted(self.root.rglob('*.hea'))}
        self._is_hidden = not any(header.has_signal for header in headers.values() if isinstance(header, WFDBHeader))
        for path, header in headers.items():
            record_id = path.with_suffix('').relative_to(self.root).as_posix()
            if isinstance(header, str):
                yield FoundPage(record_id, path.parent, header)
                continue
            problem = None if self._is_hidden else problem_of(check_wfdb, path.with_suffix(''))
            names = _picture_names(header)
            if not names:
                yield FoundPage(record_id, path.parent, f"{path}: no line '# Image: ...'; add it, or remove the record")
            for name in names:
                picture = path.parent / name
                problem_here = problem or problem_of(check_image, picture) or problem_of(self._check_truth, path, picture, header)
                yield FoundPage(record_id, picture, problem_here, (path.with_suffix(''), _page_number(path, picture, header)))

    def _check_truth(self, path: Path, picture: Path, header: WFDBHeader) -> None:
        if self._is_hidden:
            return
        if picture.with_suffix('.json').is_file():
            check_kit_page(path.with_suffix(''), picture, _page_number(path, picture, header))
        elif self.layout is not None and set(header.leads) != set(LEAD_NAMES):
            raise ValueError(f'{path}: {len(header.leads)} of twelve leads cannot be a page {self.layout.name}; set layout=None')
        elif header.num_samples is not None and header.num_samples < round(KIT_PAGE_S * header.fs_hz):
            raise ValueError(f'{path}: {header.num_samples} samples are less than a page of {KIT_PAGE_S:g} s; remove the record')

    def read_page(self, page: FoundPage) -> PageRecord:
        stem, number = page.details
        if not self._is_hidden and page.picture_path.with_suffix('.json').is_file():
            return read_kit_page(page, stem, number)
        truth = None if self._is_hidden else self._shown(read_wfdb(stem), number)
        if self.layout is None:
            return PageRecord(page.record_id, page.picture_path, truth)
        known = dict(layout=self.layout.name, mm_per_s=KIT_MM_PER_S, mm_per_mv=KIT_MM_PER_MV)
        return PageRecord(page.record_id, page.picture_path, truth, **known)

    def _shown(self, signal: ECGSignal, number: int) -> ECGSignal:
        page = cut_page(signal, number)
        return page if self.layout is None else printed_signal(page, self.layout, duration_s=KIT_PAGE_S)


def _header_or_problem(path: Path) -> WFDBHeader | str:
    try:
        return read_wfdb_header(path.with_suffix(''))
    except ValueError as error:
        return str(error)


def _picture_names(header: WFDBHeader) -> list[str]:
    lines = [match[1] for match in (re.match(r'\s*Image:(.*)', comment, re.IGNORECASE) for comment in header.comments) if match]
    return [name.strip() for line in lines for name in line.split(',') if name.strip()]


def _page_number(path: Path, picture: Path, header: WFDBHeader) -> int:
    match = re.fullmatch(rf'{re.escape(path.stem)}-(\d+)', picture.stem)
    number = int(match[1]) if match else 0
    is_long = header.num_samples is not None and header.num_samples >= round((number + 1) * KIT_PAGE_S * header.fs_hz)
    return number if is_long else 0
