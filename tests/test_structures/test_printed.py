import numpy as np

from ecgdigi.structures import LAYOUTS, LEAD_NAMES, ECGSignal, printed_signal


def test_only_what_is_printed_is_left():
    signal = ECGSignal(np.arange(12 * 1000, dtype=np.float32).reshape(12, 1000), 100.0, LEAD_NAMES)
    printed = printed_signal(signal, LAYOUTS['3x4+1'], duration_s=10.0)
    first, last = {}, {}
    for lead in LEAD_NAMES:
        where = np.flatnonzero(np.isfinite(printed.lead(lead)))
        first[lead], last[lead] = where[0], where[-1]
        assert len(where) == last[lead] - first[lead] + 1
        assert np.array_equal(printed.lead(lead)[where], signal.lead(lead)[where])
    assert (first['I'], last['I']) == (0, 249)
    assert (first['V6'], last['V6']) == (750, 999)
    assert (first['II'], last['II']) == (0, 999)  # the rhythm row, not the column
