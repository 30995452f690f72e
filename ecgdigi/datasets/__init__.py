"""Datasets and how their samples are collected."""

from .collate import collate_strips
from .synthetic_strips import SyntheticStrips

__all__ = ['SyntheticStrips', 'collate_strips']
