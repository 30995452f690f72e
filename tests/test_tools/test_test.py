import re
import sys

import pytest
from runs import TINY_CONFIG, run, train

pytestmark = pytest.mark.slow


def test_a_checkpoint_scores_as_in_its_last_validation(tmp_path):
    trained = train(tmp_path / 'run').stdout
    validated = re.findall(r'height_error_mm: ([\d.]+)', trained)[-1]
    result = run([sys.executable, 'tools/test.py', TINY_CONFIG, tmp_path / 'run/iter_8.pth', '--work-dir', tmp_path / 'test'])
    assert result.returncode == 0, result.stderr[-3000:]
    assert re.search(rf'strip/height_error_mm +{validated}', result.stdout)
    (tmp_path / 'cut.pth').write_bytes((tmp_path / 'run/iter_8.pth').read_bytes()[:5000])
    cut = run([sys.executable, 'tools/test.py', TINY_CONFIG, tmp_path / 'cut.pth', '--work-dir', tmp_path / 'test'])
    assert cut.returncode == 1
    assert 'cut.pth: not a readable checkpoint' in cut.stderr.splitlines()[-1]
