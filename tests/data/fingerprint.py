"""A hook that notes each process's model after every iteration."""

import hashlib
from pathlib import Path

import torch
from mmengine.hooks import Hook

from ecgdigi.registry import HOOKS


@HOOKS.register_module()
class FingerprintHook(Hook):
    def __init__(self):
        self.seen = []

    def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None):
        digest = hashlib.sha256()
        for value in runner.model.state_dict().values():
            digest.update(value.numpy().tobytes())
        self.seen.append(digest.hexdigest())

    def after_train(self, runner):
        torch.save(self.seen, Path(runner.work_dir) / f'fingerprints_{runner.rank}.pth')
