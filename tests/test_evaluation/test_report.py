import json

import numpy as np
import pytest

from ecgdigi.evaluation import PageResult, evaluate_page, page_table, summarise, summary_table, write_json


@pytest.fixture
def results(record, printed_mv):
    damaged = 0.9 * printed_mv
    damaged[0] = np.nan
    read = {'first': record(printed_mv), 'second': record(damaged), 'third': None}
    scores = [evaluate_page(predicted, record(printed_mv), with_challenge_snr=False) for predicted in read.values()]
    return [PageResult(page, score, None) for page, score in zip(read, scores, strict=True)]


def test_page_table(results):
    head, first, second, third = page_table(results).splitlines()
    assert head.split()[:3] == ['page', 'SNR', 'dB']
    assert first.split()[:4] == ['first', '60.000', '60.000', '-']
    assert second.endswith('1 missing, wrong layout')
    assert third.endswith('failed')


def test_summary_table(results):
    text = summary_table(summarise([result.scores for result in results]))
    assert text.startswith('3 pages, 1 failed')
    assert 'leads: 13 missing, 0 upside down, 0 misnamed (on 0 pages); wrong layout on 2 pages' in text
    assert 'challenge' not in text
    assert 'aVF 0.667' in text


def test_json_is_strict_and_whole(results, tmp_path):
    path = tmp_path / 'scores.json'
    write_json(path, summarise([result.scores for result in results]), results)
    content = json.loads(path.read_text(), parse_constant=pytest.fail)
    assert list(content['pages']) == ['first', 'second', 'third']
    assert content['summary']['spreads']['aligned_snr_db']['num_pages'] == 3
    assert content['pages']['third']['is_failed'] is True
    assert content['pages']['first']['correlations']['II'] == pytest.approx(1)
