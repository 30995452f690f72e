import pickle

import pytest
from page_samples import write_picture

from ecgdigi.datasets import FoundPage, PageRecords, page_records, problem_of
from ecgdigi.io.images import check_image
from ecgdigi.registry import DATASETS
from ecgdigi.structures import PageRecord


class EveryPicture(PageRecords):
    """A reader of one's own."""

    def find_pages(self):
        for path in sorted(self.root.glob('*.png')):
            yield FoundPage(path.stem, path, problem_of(check_image, path))

    def read_page(self, page):
        return PageRecord(page.record_id, page.picture_path, None)


@pytest.fixture
def three_pictures(tmp_path):
    """The one in the middle is cut off."""
    for name in 'abc':
        write_picture(tmp_path / f'{name}.png')
    (tmp_path / 'b.png').write_bytes((tmp_path / 'b.png').read_bytes()[:-20])
    return tmp_path


def test_the_first_bad_page_is_named_and_all_are_counted(three_pictures):
    with pytest.raises(ValueError, match=r"b\.png: the file is cut off; .* \(1 of 3 pages are bad; on_error='skip'") as caught:
        EveryPicture(three_pictures)
    assert '\n' not in str(caught.value)


def test_bad_pages_can_be_left_out_with_one_warning(three_pictures, monkeypatch):
    lines = []
    monkeypatch.setattr(page_records, 'print_log', lambda *args: lines.append(args[0]))
    pages = EveryPicture(three_pictures, on_error='skip')
    assert [page.record_id for page in pages] == ['a', 'c']
    assert len(pages) == 2
    assert [record_id for record_id, _ in pages.problems] == ['b']
    assert 'cut off' in pages.problems[0][1]
    assert len(lines) == 1
    assert '1 of 3 pages are bad and left out' in lines[0]


def test_pictures_are_read_on_demand_and_pages_travel_to_workers(three_pictures):
    pages = pickle.loads(pickle.dumps(EveryPicture(three_pictures, on_error='skip')))
    assert pages.read_picture(1).shape == (80, 120, 3)
    assert pages[-1].record_id == 'c'
    (three_pictures / 'c.png').write_bytes(b'')
    assert pages[1].truth is None
    with pytest.raises(ValueError, match=r'c\.png: the file is empty'):
        pages.read_picture(1)


def test_wrong_usage_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match='absent: no such folder'):
        EveryPicture(tmp_path / 'absent')
    with pytest.raises(FileNotFoundError, match='nothing that EveryPicture reads'):
        EveryPicture(tmp_path)
    with pytest.raises(ValueError, match="on_error='ignore' is not known"):
        EveryPicture(tmp_path, on_error='ignore')


@pytest.mark.parametrize('name', ['PageFolder', 'KitPages', 'Challenge2024Pages', 'KagglePages'])
def test_the_readers_are_registered(name):
    assert issubclass(DATASETS.get(name), PageRecords)
