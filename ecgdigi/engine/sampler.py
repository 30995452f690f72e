"""Samplers that can begin anywhere."""

import itertools
from collections.abc import Iterator

import torch
from mmengine.dataset import DefaultSampler
from mmengine.dist import get_dist_info
from torch.utils.data import Sampler

from ecgdigi.registry import DATA_SAMPLERS


@DATA_SAMPLERS.register_module()
class ResumableSampler(Sampler):
    """Goes through the dataset again and again; which item comes when depends on the seed alone.

    Process r of w takes every w-th item, beginning with the r-th. So w processes of batch size b see in each iteration
    the same items as one process of batch size w * b.

    Args:
        dataset: anything with a length.
        shuffle: draw a new order for every pass; else items come in their own order.
        seed: of the orders.

    Attributes:
        start: number of items of this process at which the next iterator begins.
    """

    def __init__(self, dataset, shuffle: bool = False, seed: int = 0):
        self.length = len(dataset)
        self.shuffle = shuffle
        self.seed = seed
        self.rank, self.world_size = get_dist_info()
        self.start = 0

    def __iter__(self) -> Iterator[int]:
        place = self.start * self.world_size + self.rank
        current, order = None, None
        while True:
            epoch, index = divmod(place, self.length)
            if self.shuffle and epoch != current:
                generator = torch.Generator().manual_seed(self.seed + epoch)
                current, order = epoch, torch.randperm(self.length, generator=generator).tolist()
            yield order[index] if self.shuffle else index
            place += self.world_size

    def __len__(self) -> int:
        return self.length


@DATA_SAMPLERS.register_module()
class ResumableEpochSampler(DefaultSampler):
    """MMEngine's DefaultSampler, which can begin inside an epoch: each item once, in an order that depends on seed and epoch.

    Process r of w takes every w-th item; where the items cannot be shared out evenly, the first ones fill up the last round.

    Attributes:
        start: number of items of this process that the next iterator leaves out.
    """

    def __init__(self, dataset, shuffle: bool = True, seed: int | None = 0):
        super().__init__(dataset, shuffle=shuffle, seed=seed)
        self.start = 0

    def __iter__(self) -> Iterator[int]:
        return itertools.islice(super().__iter__(), self.start, None)
