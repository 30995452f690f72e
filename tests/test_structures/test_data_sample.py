import copy
import io
import multiprocessing.reduction

import pytest
import torch

from ecgdigi.structures.data_sample import ECGDataSample


def sample():
    fields = dict(gt_rows_px=torch.tensor([1.5, float('nan')]), gt_inked=torch.tensor([True, False]))
    return ECGDataSample(metainfo=dict(page_index=3, px_per_mm=8.0), **fields)


def test_unknown_fields_are_refused():
    with pytest.raises(AttributeError, match='no data field'):
        sample().gt_rows = torch.zeros(1)


def sent(value):
    buffer = io.BytesIO()
    multiprocessing.reduction.ForkingPickler(buffer).dump(value)
    return buffer.getvalue()


def test_it_travels_between_processes_by_value():
    data = sent(sample())
    assert b'rebuild_storage_fd' in sent(torch.zeros(1))
    assert b'rebuild_storage' not in data
    received = multiprocessing.reduction.ForkingPickler.loads(data)
    for found in (received, copy.deepcopy(sample())):
        torch.testing.assert_close(found.gt_rows_px, sample().gt_rows_px, rtol=0, atol=0, equal_nan=True)
        assert found.gt_inked.dtype == torch.bool
        assert found.metainfo == dict(page_index=3, px_per_mm=8.0)
        assert set(found.keys()) == {'gt_rows_px', 'gt_inked'}
        found.pred_inked = torch.ones(2)  # can be added to, as before
        assert found.to('cpu').pred_inked.sum() == 2
