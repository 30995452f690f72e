"""Turn a training checkpoint into a weights file: weights and model config alone, as plain data; prints its SHA-256.

Exit code: 0 written, 2 wrong usage.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch

from ecgdigi.config import load_config
from ecgdigi.engine.checkpoint import read_checkpoint
from ecgdigi.io.atomic import atomic_path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('config', help='config the checkpoint was trained with')
    parser.add_argument('checkpoint', help='file written by training')
    parser.add_argument('out', type=Path, help='weights file to write')
    parser.add_argument('--note', default='', help='data, licence, figures: kept in the file')
    args = parser.parse_args()
    try:
        model = json.loads(json.dumps(load_config(args.config).model.to_dict()))
        content = read_checkpoint(args.checkpoint)
        meta = content.get('meta', {})
        trained = json.loads(meta['config_json'])['model'] if 'config_json' in meta else json.loads(meta.get('model', 'null'))
        if trained and trained != model:
            raise ValueError(f'{args.checkpoint}: of another model than {args.config}; see inspect_checkpoint.py --config')
        state = content['state_dict']
    except (OSError, ValueError, ImportError) as error:
        print(f'publish: {error}', file=sys.stderr)
        return 2
    with atomic_path(args.out) as temporary:
        torch.save(dict(meta=dict(model=json.dumps(model), note=args.note), state_dict=state), temporary)
    print(f'{args.out}  sha256 {hashlib.sha256(args.out.read_bytes()).hexdigest()}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
