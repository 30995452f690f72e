import pytest

from ecgdigi.evaluation.one_per_record import check_count


@pytest.mark.parametrize(
    ('num_results', 'size', 'rank', 'world_size'),
    [(23, 23, 0, 1), (12, 23, 0, 2), (11, 23, 1, 2), (12, 23, 1, 2), (2, 5, 2, 3), (1, 5, 2, 3)],
)
def test_a_fair_share_passes(num_results, size, rank, world_size):
    check_count(num_results, size, rank=rank, world_size=world_size)


@pytest.mark.parametrize(
    ('num_results', 'size', 'rank', 'world_size'), [(69, 23, 0, 1), (22, 23, 0, 1), (11, 23, 0, 2), (0, 1, 0, 1)]
)
def test_another_count_is_refused(num_results, size, rank, world_size):
    with pytest.raises(ValueError, match=f'{num_results} results for {size} records'):
        check_count(num_results, size, rank=rank, world_size=world_size)
