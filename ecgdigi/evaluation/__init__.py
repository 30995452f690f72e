"""Judging a reading: pure functions, one metric a file."""
