"""Traces of one heart know each other."""

import numpy as np
from drawn_rows import drawn_rows, reading

from ecgdigi.geometry.kinship import kinship

X_MM = (np.arange(290 * 8) + 0.5) / 8


def test_text_and_edges_are_strangers(signal, make_style):
    rows = drawn_rows(signal, make_style('3x4+1'), X_MM)
    letters = reading(X_MM, np.where(X_MM > 20, 12.0 + np.random.default_rng(0).normal(0, 0.8, len(X_MM)), np.nan))
    edge = reading(X_MM, 205.0 + 0.01 * X_MM)
    kin = kinship([letters, *rows, edge])
    assert kin[1:-1].min() > 0.9
    assert kin[[0, -1]].max() < 0.1


def test_two_rows_have_nothing_to_be_compared_with(signal, make_style):
    rows = drawn_rows(signal, make_style('3x4'), X_MM)
    assert kinship(rows[:2]).tolist() == [1.0, 1.0]


def test_a_row_that_shows_nothing_is_no_kin(signal, make_style):
    rows = drawn_rows(signal, make_style('3x4'), X_MM)
    assert kinship([*rows, reading(X_MM, np.full(len(X_MM), np.nan))])[-1] == 0.0
