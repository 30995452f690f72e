"""Every registered format does what callers count on, and one of a user's own is a format like the others."""

import subprocess
import sys

import numpy as np
import pytest
from readings import reading
from runs import ENVIRONMENT, ROOT

from ecgdigi.io.description import NOTICE, content_uuid, describe
from ecgdigi.io.writers import build_writers
from ecgdigi.registry import WRITERS

NAMES = ['aecg', 'csv', 'dicom', 'edf', 'json', 'wfdb']


def test_these_are_known():
    assert WRITERS.known_names() == NAMES
    with pytest.raises(KeyError, match=r"'dicon' is not a registered file format; near names: dicom"):
        build_writers(['dicon'])


@pytest.mark.parametrize('name', NAMES)
def test_a_format_makes_the_files_it_says_and_nothing_else(tmp_path, ecg, name):
    (writer,) = build_writers([name])
    writer(tmp_path / 'page', ecg)
    writer(tmp_path / 'page', ecg)  # over the first
    assert sorted(tmp_path.iterdir()) == sorted(writer.paths(tmp_path / 'page'))


@pytest.mark.parametrize('name', NAMES)
def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path, ecg, name):
    (writer,) = build_writers([name])
    writer.paths(tmp_path / 'page')[-1].mkdir()
    with pytest.raises(IsADirectoryError):
        writer(tmp_path / 'page', ecg)
    assert sorted(tmp_path.iterdir()) == [writer.paths(tmp_path / 'page')[-1]]


@pytest.mark.parametrize('name', sorted(set(NAMES) - {'csv'}))
def test_a_file_says_that_it_is_no_medical_device(tmp_path, ecg, name):
    (writer,) = build_writers([name])
    writer(tmp_path / 'page', ecg)
    content = writer.paths(tmp_path / 'page')[0].read_bytes()
    assert NOTICE.encode() in content
    assert b'abababab' in content  # of the source's hash


@pytest.mark.parametrize(('name', 'module'), [('edf', 'edfio'), ('dicom', 'pydicom')])
def test_a_missing_package_is_named_before_a_page_is_read(monkeypatch, name, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=rf"{module} is not installed; pip install 'ecgdigi\[{name}\]'"):
        build_writers([name])


def test_the_common_formats_need_no_extra():
    code = (
        'import sys; sys.modules.update(edfio=None, pydicom=None)\n'
        'from ecgdigi.io.writers import build_writers\n'
        "build_writers(['csv', 'wfdb', 'aecg', 'json'])"
    )
    subprocess.run([sys.executable, '-c', code], check=True, cwd=ROOT, env=ENVIRONMENT)


def test_the_words_hold_no_line_ends(ecg):
    odd = type(ecg)(**{**vars(ecg), 'reasons': ('two\nlines', 'a\x14field')})
    assert all(line.isprintable() for line in describe(odd))
    assert 'twolines; afield' in ' '.join(describe(odd))


def test_an_identity_follows_from_the_content(signal):
    first, again = reading(signal), reading(signal)
    assert content_uuid(first, 'a') == content_uuid(again, 'a') != content_uuid(first, 'b')
    again.signal.signal_mv[0, 0] += np.float32(1e-3)
    assert content_uuid(first, 'a') != content_uuid(again, 'a')
