import pytest

from ecgdigi.archive.shards import Shard, parse_shard


def test_a_shard_is_told_by_its_text():
    assert parse_shard('3/16') == Shard(3, 16)
    assert parse_shard('3/16').name == '00003-of-00016'
    assert parse_shard('0/1').name == ''
    for text in ('16/16', '-1/4', '1', '1/0', 'a/b', ''):
        with pytest.raises(ValueError, match='write K/N'):
            parse_shard(text)


def test_each_file_has_one_owner_for_all_time():
    shards = [Shard(index, 4) for index in range(4)]
    owners = [[shard.index for shard in shards if shard.owns(f'scan_{k}.png')] for k in range(8)]
    # The same on each machine and in each version: a task that is started again finds its own files.
    assert owners == [[3], [2], [2], [2], [0], [1], [2], [0]]
    assert Shard(0, 1).owns('\udcff')
