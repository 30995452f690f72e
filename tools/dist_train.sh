#!/usr/bin/env bash
# Train in several processes, and on several machines. All arguments after the number go to tools/train.py.
#   tools/dist_train.sh CONFIG 4 --amp
#   NNODES=2 NODE_RANK=0 MASTER_ADDR=first PORT=29500 tools/dist_train.sh CONFIG 4    # on each machine, with its own rank
#   NNODES=1:4 RDZV_ENDPOINT=first:29500 MAX_RESTARTS=3 tools/dist_train.sh CONFIG 4 --resume    # on each, all the same
set -euo pipefail
if [[ $# -lt 2 || ! $2 =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: dist_train.sh CONFIG PROCESSES_PER_MACHINE [arguments of train.py]" >&2
    exit 2
fi
here=$(dirname "${BASH_SOURCE[0]}")
config=$1 processes=$2
shift 2
source "$here/launch.sh"
launch "$processes" "$here/train.py" "$config" --launcher pytorch "$@"
