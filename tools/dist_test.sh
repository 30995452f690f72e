#!/usr/bin/env bash
# Judge a checkpoint in several processes. All arguments after the number go to tools/test.py; see dist_train.sh for machines.
#   tools/dist_test.sh CONFIG CHECKPOINT 4
set -euo pipefail
if [[ $# -lt 3 || ! $3 =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: dist_test.sh CONFIG CHECKPOINT PROCESSES_PER_MACHINE [arguments of test.py]" >&2
    exit 2
fi
here=$(dirname "${BASH_SOURCE[0]}")
config=$1 checkpoint=$2 processes=$3
shift 3
source "$here/launch.sh"
launch "$processes" "$here/test.py" "$config" "$checkpoint" --launcher pytorch "$@"
