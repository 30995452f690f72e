"""Turn a training checkpoint into a weights file (safetensors): weights and model config alone; prints its SHA-256.

A weights file of an older kind (.pth) is taken, too.

Exit code: 0 written, 2 wrong usage.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from ecgdigi.config import load_config
from ecgdigi.engine.checkpoint import read_checkpoint
from ecgdigi.io.atomic import atomic_path
from ecgdigi.io.weights_file import SUFFIX, weights_bytes
from ecgdigi.weights import read_weights_file

# Of the weights of a network's end reader.
PREFIX = 'end_reader.'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('config', help='config the checkpoint was trained with')
    parser.add_argument('checkpoint', help='file written by training')
    parser.add_argument('out', type=Path, help=f'weights file to write, its name ends in {SUFFIX}')
    parser.add_argument(
        '--end-reader',
        help='checkpoint of a TraceNet that was trained on ends of leads, or weights that hold one, to become part of these',
    )
    parser.add_argument('--note', help="data, licence, figures: kept in the file; default: the checkpoint's own")
    args = parser.parse_args()
    try:
        if args.out.suffix != SUFFIX:
            raise ValueError(f'{args.out}: name it {args.out.with_suffix(SUFFIX).name}, after what it holds')
        model = json.loads(json.dumps(load_config(args.config, needs=['model']).model.to_dict()))
        content = read_checkpoint(args.checkpoint)
        meta = content.get('meta', {})
        trained = json.loads(meta['config_json'])['model'] if 'config_json' in meta else json.loads(meta.get('model', 'null'))
        if trained and trained != model:
            raise ValueError(f'{args.checkpoint}: of another model than {args.config}; see inspect_checkpoint.py --config')
        note = meta.get('note', '') if args.note is None else args.note
        if args.end_reader:
            add_end_reader(content['state_dict'], model, args.end_reader)
        weights = weights_bytes(content['state_dict'], dict(model=json.dumps(model), note=note))
        with atomic_path(args.out) as temporary:
            temporary.write_bytes(weights)
    except json.JSONDecodeError as error:
        print(f'publish: {args.checkpoint}: its config cannot be read ({error})', file=sys.stderr)
        return 2
    except (OSError, ValueError, ImportError) as error:
        print(f'publish: {error}', file=sys.stderr)
        return 2
    except (KeyError, TypeError, AttributeError) as error:
        print(f'publish: {args.checkpoint}: whole, but not as this program writes it ({error!r})', file=sys.stderr)
        return 2
    print(f'{args.out}  sha256 {hashlib.sha256(args.out.read_bytes()).hexdigest()}')
    return 0


def add_end_reader(state_dict: dict, model: dict, path: str) -> None:
    """Put another network, and its config, into those of a TraceNet; of a network that has an end reader itself, that one."""
    reader = read_weights_file(path)
    if {model['type'], reader.model.get('type')} != {'TraceNet'}:
        raise ValueError(f'{path}: holds a {reader.model.get("type")}; wanted a TraceNet, to become part of a TraceNet')
    config, weights = reader.model, reader.state_dict
    if config.get('end_reader'):
        config = config['end_reader']
        weights = {name.removeprefix(PREFIX): values for name, values in weights.items() if name.startswith(PREFIX)}
    model['end_reader'] = config
    state_dict.update({f'{PREFIX}{name}': values for name, values in weights.items()})


if __name__ == '__main__':
    sys.exit(main())
