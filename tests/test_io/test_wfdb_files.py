import os

import numpy as np
import pytest
import wfdb
from readings import error_uv, same_gaps

from ecgdigi.io import atomic
from ecgdigi.io.description import NOTICE, describe
from ecgdigi.io.wfdb import write_wfdb
from ecgdigi.structures import LEAD_NAMES, ECGSignal


def test_the_fields_own_reader_gets_what_was_written(tmp_path, ecg):
    write_wfdb(tmp_path / 'page_2', ecg.signal, describe(ecg))
    record = wfdb.rdrecord(str(tmp_path / 'page_2'))
    assert record.sig_name == list(LEAD_NAMES)
    assert (record.fs, record.units, record.fmt) == (500, ['mV'] * 12, ['16'] * 12)
    assert (record.adc_gain, record.baseline) == ([1000.0] * 12, [0] * 12)
    assert same_gaps(record.p_signal.T, ecg)
    assert error_uv(record.p_signal.T, ecg) <= 0.5001
    assert record.comments == describe(ecg)
    assert record.comments[0] == NOTICE
    assert (record.base_date, record.base_time) == (None, None)


def test_a_rate_that_is_no_whole_number_and_voltages_that_do_not_fit(tmp_path):
    write_wfdb(tmp_path / 'page', ECGSignal(np.array([[40.0, -40.0, np.nan, 0.0]]), 333.25, ['V1']))
    record = wfdb.rdrecord(str(tmp_path / 'page'))
    assert record.fs == 333.25
    assert np.array_equal(record.p_signal.T, [[32.7, -32.7, np.nan, 0.0]], equal_nan=True)


def test_a_record_is_whole_or_absent(tmp_path, signal, monkeypatch):
    write_wfdb(tmp_path / 'page', signal)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(wfdb, 'wrsamp', lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_wfdb(tmp_path / 'page', signal)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    monkeypatch.undo()
    moved = []

    def fails_at_the_second(source, target):
        moved.append(target)
        if len(moved) == 2:
            raise OSError('disk is gone')
        os.rename(source, target)

    monkeypatch.setattr(atomic.os, 'replace', fails_at_the_second)
    with pytest.raises(OSError, match='disk is gone'):
        write_wfdb(tmp_path / 'page', signal)
    assert [path.name for path in moved] == ['page.dat', 'page.hea']  # the header, which names the other, comes last
    assert list(tmp_path.iterdir()) == []


def test_names_that_a_record_cannot_have(tmp_path, signal):
    for name in ('a.b', 'a b', 'é'):
        with pytest.raises(ValueError, match="take letters, digits, '-' and '_'"):
            write_wfdb(tmp_path / name, signal)
    with pytest.raises(FileNotFoundError, match='there is no folder'):
        write_wfdb(tmp_path / 'none/page', signal)
    assert list(tmp_path.iterdir()) == []
