"""Scores as text for the eye, and as JSON."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from .folders import PageResult
from .page import PageScores
from .summary import MEASURES, Summary

_PAGE_COLUMNS = {
    'aligned_snr_db': 'SNR dB',
    'absolute_snr_db': 'abs dB',
    'challenge_snr_db': 'chal dB',
    'correlation': 'corr',
    'rmse_uv': 'RMS uV',
    'coverage': 'cover',
    'gain_error_percent': 'gain %',
    'time_scale_error_percent': 'time %',
    'time_shift_ms': 'late ms',
}


def page_table(results: Sequence[PageResult]) -> str:
    """One line per page; '-' where a value cannot be told."""
    width = max(4, *(len(result.page) for result in results))
    lines = [f'{"page":{width}s}' + ''.join(f'{title:>9s}' for title in _PAGE_COLUMNS.values()) + '  structure']
    for result in results:
        values = (getattr(result.scores, key) for key in _PAGE_COLUMNS)
        cells = ''.join('        -' if value is None else f'{value:9.3f}' for value in values)
        lines.append(f'{result.page:{width}s}{cells}  {_structure_words(result.scores)}')
    return '\n'.join(lines)


def summary_table(summary: Summary) -> str:
    """One line per measure, then the counts, then the leads."""
    lines = [
        f'{summary.num_pages} pages, {summary.num_failed} failed (0 dB); competition score {summary.competition_db:.3f} dB',
        f'{"":28s}{"unit":>5s}{"pages":>7s}{"mean":>11s}{"median":>11s}{"p10":>11s}{"p90":>11s}',
    ]
    for measure in MEASURES:
        spread = summary.spreads.get(measure.key)
        if spread:
            values = (spread.mean, spread.median, spread.p10, spread.p90)
            numbers = ''.join(f'{value:11.3f}' for value in values)
            lines.append(f'{measure.title:28s}{measure.unit:>5s}{spread.num_pages:7d}{numbers}')
    lines.append(
        f'leads: {summary.num_missing_leads} missing, {summary.num_flipped_leads} upside down, '
        f'{summary.num_name_errors} misnamed (on {summary.num_pages_with_name_errors} pages); '
        f'wrong layout on {summary.num_pages_with_layout_errors} pages'
    )
    lines.append(_lead_line('correlation', summary.lead_correlations, '.3f'))
    lines.append(_lead_line('RMS error, uV', summary.lead_rmses_uv, '.1f'))
    return '\n'.join(lines)


def write_json(path: str | os.PathLike, summary: Summary, results: Sequence[PageResult]) -> None:
    """Write `{"summary": ..., "pages": {page: ...}}`, the fields named as in `Summary` and `PageScores`."""
    pages = {result.page: dict(asdict(result.scores), problem=result.problem) for result in results}
    text = json.dumps(dict(summary=asdict(summary), pages=pages), indent=1, allow_nan=False)
    Path(path).write_text(text + '\n')


def _structure_words(scores: PageScores) -> str:
    if scores.is_failed:
        return 'failed'
    words = {
        f'{scores.num_missing_leads} missing': scores.num_missing_leads,
        f'{scores.num_name_errors} misnamed': scores.num_name_errors,
        f'{scores.num_flipped_leads} upside down': scores.num_flipped_leads,
        'wrong layout': scores.has_layout_error,
    }
    return ', '.join(word for word, count in words.items() if count)


def _lead_line(title: str, values: Mapping[str, float], form: str) -> str:
    return f'{title}: ' + '  '.join(f'{lead} {value:{form}}' for lead, value in values.items())
