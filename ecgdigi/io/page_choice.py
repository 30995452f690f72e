"""Which pages of a file are read, as a user writes it: '1,3-5'."""

import re


def page_ranges(text: str) -> list[tuple[int, int]]:
    """First and last page of each part of a choice such as '1,3-5', from 1.

    Raises:
        ValueError: it is written in another way.
    """
    ranges = []
    for part in text.split(','):
        found = re.fullmatch(r'\s*([0-9]{1,9})\s*(?:-\s*([0-9]{1,9})\s*)?', part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last:
            raise ValueError(f'pages {text!r}: {part.strip()!r} is no page; write page numbers from 1 and ranges, as in 1,3-5')
        ranges.append((first, last))
    return ranges


def parse_pages(text: str, num_pages: int) -> list[int]:
    """Page numbers, from 1, in order and each once.

    Args:
        num_pages: how many there are.

    Raises:
        ValueError: `text` is no choice of pages, or asks for one that is not there.
    """
    ranges = page_ranges(text)
    last = max(last for _, last in ranges)
    if last > num_pages:
        there = 'there is only one page' if num_pages == 1 else f'there are {num_pages} pages'
        raise ValueError(f'page {last} is asked for, but {there}; choose others')
    return sorted({number for first, last in ranges for number in range(first, last + 1)})
