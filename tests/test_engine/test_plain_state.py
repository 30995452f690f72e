from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from mmengine.logging import HistoryBuffer

from ecgdigi.engine.plain_state import MAX_HISTORY, pack_message_hub, to_plain, unpack_message_hub


def test_everything_becomes_plain(tmp_path):
    value = dict(a=np.float64(1.5), b=np.arange(3), c=[np.int64(2), (Path('x'),)], d=OrderedDict(e=None))
    plain = to_plain(value)
    torch.save(plain, tmp_path / 'plain.pth')
    read = torch.load(tmp_path / 'plain.pth')
    assert (read['a'], read['c'], read['d']) == (1.5, [2, ('x',)], dict(e=None))
    assert read['b'].tolist() == [0, 1, 2]


def test_histories_come_back():
    buffer = HistoryBuffer()
    for k in range(MAX_HISTORY + 5):
        buffer.update(float(k), 1 + k % 2)
    state = dict(log_scalars={'train/loss': buffer}, runtime_info=dict(iter=7), resumed_keys={'train/loss': True})
    found = unpack_message_hub(pack_message_hub(state))
    values, counts = found['log_scalars']['train/loss'].data
    assert values.tolist() == buffer.data[0][5:].tolist()
    assert counts.tolist() == buffer.data[1][5:].tolist()
    assert found['runtime_info'] == dict(iter=7)
    assert found['resumed_keys'] == {'train/loss': True}
