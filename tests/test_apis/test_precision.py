"""What networks compute in."""

import pytest
import torch

from ecgdigi.apis import load_tracenet
from ecgdigi.apis.precision import reading_dtype, reading_precision


@pytest.mark.parametrize(('native', 'dtype'), [(True, torch.bfloat16), (False, None)])
def test_bfloat16_is_taken_where_the_processor_multiplies_in_it(monkeypatch, native, dtype):
    monkeypatch.setattr(torch.cpu, 'get_capabilities', lambda: dict(avx512_bf16=native))
    assert reading_dtype('auto', 'cpu') == dtype
    assert reading_dtype('auto', 'cuda:1') is None
    assert reading_dtype('float32', 'cpu') is None
    with pytest.raises(ValueError, match='choose one of auto, float32'):
        reading_dtype('float16', 'cpu')


def test_it_is_the_network_that_is_told(monkeypatch):
    monkeypatch.setattr(torch.cpu, 'get_capabilities', lambda: dict(avx512_bf16=True))
    strips = torch.zeros(1, 3, 512, 64)
    strips[:, :, 250:254] = -3.0  # a level trace
    answers = []
    for precision in ('auto', 'float32'):
        model = load_tracenet(precision=precision)
        with torch.inference_mode(), reading_precision(model):
            answers.append(model(strips)[0])
    assert [answer.dtype for answer in answers] == [torch.bfloat16, torch.float32]
    half, full = (answer.float().softmax(1) for answer in answers)
    assert not torch.equal(half, full)
    assert float((half - full).abs().max()) < 0.05
    with reading_precision(torch.nn.Identity()):
        assert not torch.is_autocast_enabled('cpu')
