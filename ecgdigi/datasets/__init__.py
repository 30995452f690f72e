"""Datasets and how their samples are collected."""

from .challenge2024_pages import Challenge2024Pages
from .collate import collate_strips
from .kaggle_pages import KAGGLE_KINDS, KagglePages
from .kit_pages import KitPages
from .page_folder import PageFolder
from .page_records import FoundPage, PageRecords, problem_of
from .stored_paths import StoredPaths
from .synthetic_layouts import SyntheticLayouts
from .synthetic_pictures import SyntheticPictures
from .synthetic_piece_ends import SyntheticPieceEnds
from .synthetic_scale_texts import SyntheticScaleTexts
from .synthetic_strips import SyntheticStrips

__all__ = [
    'KAGGLE_KINDS', 'Challenge2024Pages', 'FoundPage', 'KagglePages', 'KitPages', 'PageFolder', 'PageRecords',
    'StoredPaths', 'SyntheticLayouts', 'SyntheticPieceEnds', 'SyntheticPictures', 'SyntheticScaleTexts', 'SyntheticStrips',
    'collate_strips', 'problem_of',
]  # fmt: skip
