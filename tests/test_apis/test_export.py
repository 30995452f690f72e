import hashlib
import json

import pytest
import torch

from ecgdigi.apis import digitized_ecg, load_tracenet, provenance_of
from ecgdigi.structures import LAYOUTS, PageLayout
from ecgdigi.version import __version__
from ecgdigi.weights import INDEX

OPTIONS = dict(page_net=None, layout='auto', mm_per_s=None, mm_per_mv=None, fs_hz=500.0)


def test_what_is_kept_of_a_page(signal, make_reading):
    page = make_reading(signal)
    ecg = digitized_ecg(page, {'ecgdigi': '1'}, page_number=3)
    assert ecg.signal is signal
    assert ecg.layout is LAYOUTS['3x4+1']
    assert (ecg.mm_per_s, ecg.mm_per_mv, ecg.speed_from, ecg.gain_from) == (25.0, 5.0, 'beats', 'pulse')
    assert (ecg.agreement_db, ecg.grade, ecg.reasons) == (13.0, 'B', ('why',))
    assert ecg.confidence is page.confidence
    assert (ecg.route, ecg.residual_mm, ecg.page_number, ecg.provenance) == ('pixels', 0.03, 3, {'ecgdigi': '1'})


def test_what_read_a_page_is_told_by_hashes(tmp_path):
    (tmp_path / 'Doe_John.png').write_bytes(b'page')
    model = load_tracenet()
    found = provenance_of(model, OPTIONS, tmp_path / 'Doe_John.png')
    assert found['ecgdigi'] == __version__
    assert found['source'] == hashlib.sha256(b'page').hexdigest()
    assert found['model'] == json.loads(INDEX.read_text())['tracenet_small']['sha256']
    assert 'page_net' not in found
    assert 'Doe' not in str(found)
    page_net = torch.nn.Identity()
    page_net.weights_sha256 = 'a' * 64
    assert provenance_of(model, OPTIONS | dict(page_net=page_net))['page_net'] == 'a' * 64


@pytest.mark.parametrize(
    'change', [dict(fs_hz=250.0), dict(layout='3x4'), dict(layout=PageLayout('mine', [['I'], ['II']])), dict(mm_per_s=25.0)]
)
def test_other_settings_have_another_hash(change):
    model = torch.nn.Identity()
    usual = provenance_of(model, OPTIONS)['settings']
    assert provenance_of(model, {name: OPTIONS[name] for name in reversed(OPTIONS)})['settings'] == usual
    assert provenance_of(model, OPTIONS | change)['settings'] != usual
    model.decoder = torch.nn.Identity()
    assert provenance_of(model, OPTIONS)['settings'] != usual
