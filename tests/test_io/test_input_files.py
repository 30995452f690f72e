import pytest

from ecgdigi.io.input_files import count_subfolders, list_inputs


def test_overlays_in_a_folder_are_no_inputs(tmp_path):
    for name in ('a.png', 'a_overlay.png', '.b.png', 'a.csv', 'b.PDF', 'c.heic', 'd.dcm'):
        (tmp_path / name).touch()
    assert list_inputs([str(tmp_path)]) == [tmp_path / name for name in ('a.png', 'b.PDF', 'c.heic', 'd.dcm')]
    assert list_inputs([str(tmp_path / 'a_overlay.png')]) == [tmp_path / 'a_overlay.png']


def test_subfolders_are_left_out_and_counted(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'no picture in this folder; wanted .*\.dcm$'):
        list_inputs([tmp_path])
    for name in ('one', 'two', '.hidden', 'out'):
        (tmp_path / name).mkdir()
    with pytest.raises(FileNotFoundError, match='its subfolders are not looked into'):
        list_inputs([tmp_path])
    for place in (tmp_path, tmp_path / 'one'):
        (place / 'a.png').touch()
    assert list_inputs([tmp_path]) == [tmp_path / 'a.png']
    assert count_subfolders([tmp_path, tmp_path / 'a.png']) == 3
    assert count_subfolders([tmp_path], but=tmp_path / 'one' / '..' / 'out') == 2
