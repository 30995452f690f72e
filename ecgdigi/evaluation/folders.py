"""Judging a folder of readings against a folder of truths.

Both hold `<page>.csv`: twelve columns in mV, one row per sample from the page's start, empty where nothing is printed.
An `index.csv` with the columns `id` and `fs` tells their sampling rates, Hz.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ecgdigi.io.csv import read_csv
from ecgdigi.io.page_folder import list_pages, read_rates
from ecgdigi.structures import ECGSignal

from .page import PageScores, evaluate_page


@dataclass(frozen=True)
class PageResult:
    """Attributes: page: its name; scores: how well it was read; problem: why there is no reading, None if there is one."""

    page: str
    scores: PageScores
    problem: str | None


def evaluate_folders(predicted_dir: Path, truth_dir: Path, *, fs_hz: float, with_challenge_snr: bool) -> Iterator[PageResult]:
    """Judge every page of `truth_dir`, in order of their names. A page without a legible reading counts as failed.

    Args:
        predicted_dir, truth_dir: folders of `<page>.csv`.
        fs_hz: sampling rate of truths that no index names. A reading that no index names has its truth's rate.
        with_challenge_snr: see `evaluate_page`.

    Raises:
        FileNotFoundError: a folder is missing, holds no page, or the two have no page in common.
        ValueError: an index or a truth is illegible.
    """
    pages = list_pages(truth_dir)
    if not set(pages) & set(list_pages(predicted_dir)):
        raise FileNotFoundError(f'{predicted_dir}: none of the {len(pages)} pages of {truth_dir}; files are matched by name')
    truth_rates_hz, rates_hz = read_rates(truth_dir), read_rates(predicted_dir)
    for page in pages:
        truth_path = truth_dir / f'{page}.csv'
        true = read_page(truth_path, truth_rates_hz.get(page, fs_hz))
        predicted, problem = _read_or_problem(predicted_dir / f'{page}.csv', rates_hz.get(page, true.fs_hz))
        try:
            scores = evaluate_page(predicted, true, with_challenge_snr=with_challenge_snr)
        except ValueError as error:
            raise ValueError(f'{truth_path}: {error}') from None
        if scores.is_failed and not problem:
            problem = f'{predicted_dir / page}.csv: no sample in any printed lead'
        yield PageResult(page, scores, problem)


def read_page(path: Path, fs_hz: float) -> ECGSignal:
    """Read one page.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is illegible.
    """
    try:
        return read_csv(path, fs_hz)
    except UnicodeDecodeError:
        raise ValueError(f'{path}: not a text file; wanted lead names and one row of numbers per sample') from None


def _read_or_problem(path: Path, fs_hz: float) -> tuple[ECGSignal | None, str | None]:
    try:
        return read_page(path, fs_hz), None
    except FileNotFoundError:
        return None, f'{path}: no such file'
    except (OSError, ValueError) as error:
        return None, str(error)
