#!/usr/bin/env bash
# Train under Slurm, one process per GPU. All arguments after the config go to tools/train.py.
#   GPUS=16 GPUS_PER_NODE=8 tools/slurm_train.sh PARTITION JOB_NAME CONFIG --amp --resume
# SRUN_ARGS is added to srun's arguments, for example '--time=8:00:00 --signal=TERM@120': at SIGTERM a checkpoint is written,
# and --resume goes on from it. In a job of `sbatch --requeue` it is started again after a machine has failed.
set -euo pipefail
if [[ $# -lt 3 ]]; then
    echo "usage: slurm_train.sh PARTITION JOB_NAME CONFIG [arguments of train.py]" >&2
    exit 2
fi
here=$(dirname "${BASH_SOURCE[0]}")
partition=$1 job_name=$2 config=$3
shift 3
source "$here/launch.sh"
for name in GPUS GPUS_PER_NODE CPUS_PER_TASK; do need_number "$name" 1; done
gpus=${GPUS:-8}
per_node=${GPUS_PER_NODE:-$((gpus < 8 ? gpus : 8))}
if ((gpus % per_node)); then
    echo "GPUS=$gpus is no multiple of GPUS_PER_NODE=$per_node: machines would get unequal shares; set GPUS_PER_NODE" >&2
    exit 2
fi
if [[ ! -f $config ]]; then
    echo "$config: no such config; see configs/" >&2
    exit 2
fi
need_program srun "run this where jobs of the cluster are started"
# shellcheck disable=SC2086  # several arguments in one variable
exec srun --partition "$partition" --job-name "$job_name" --ntasks "$gpus" --ntasks-per-node "$per_node" \
    --gres "gpu:$per_node" --cpus-per-task "${CPUS_PER_TASK:-5}" --kill-on-bad-exit=1 ${SRUN_ARGS:-} \
    "${PYTHON:-python}" -u "$here/train.py" "$config" --launcher slurm "$@"
