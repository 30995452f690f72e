"""Datasets and how their samples are collected."""

from .challenge2024_pages import Challenge2024Pages
from .collate import collate_strips
from .kaggle_pages import KAGGLE_KINDS, KagglePages
from .kit_pages import KitPages
from .page_folder import PageFolder
from .page_records import FoundPage, PageRecords, problem_of
from .synthetic_layouts import SyntheticLayouts
from .synthetic_pictures import SyntheticPictures
from .synthetic_strips import SyntheticStrips

__all__ = [
    'KAGGLE_KINDS', 'Challenge2024Pages', 'FoundPage', 'KagglePages', 'KitPages', 'PageFolder', 'PageRecords',
    'SyntheticLayouts', 'SyntheticPictures', 'SyntheticStrips', 'collate_strips', 'problem_of',
]  # fmt: skip
