"""Judging a reading: pure functions, one metric a file; pages and folders of them; metrics for training."""

from .folders import PageResult, evaluate_folders, list_pages
from .grid_metric import GridMetric
from .layout_metric import LayoutMetric
from .page import PageScores, evaluate_page
from .record_metric import RecordMetric
from .report import page_table, summary_table, write_json
from .strip_metric import StripMetric
from .summary import Summary, summarise

__all__ = [
    'GridMetric', 'LayoutMetric', 'PageResult', 'PageScores', 'RecordMetric', 'StripMetric', 'Summary', 'evaluate_folders',
    'evaluate_page', 'list_pages', 'page_table', 'summarise', 'summary_table', 'write_json',
]  # fmt: skip
