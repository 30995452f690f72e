# Sourced by dist_train.sh and dist_test.sh: launch PROCESSES SCRIPT ARGUMENTS...
launch() {
    local processes=$1
    shift
    local rendezvous=(--standalone)  # one machine: any free port, so that two runs do not collide
    if [[ ${NNODES:-1} -gt 1 ]]; then
        : "${MASTER_ADDR:?the name of the first machine}"
        rendezvous=(--nnodes "$NNODES" --node-rank "${NODE_RANK:?0 on the first machine, 1 on the next, ...}"
            --master-addr "$MASTER_ADDR" --master-port "${PORT:-29500}")
    fi
    # The cores are shared out; a process that used them all would slow down the others.
    local cores=$(($(getconf _NPROCESSORS_ONLN) / processes))
    export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$((cores > 0 ? cores : 1))}
    "${PYTHON:-python}" -m torch.distributed.run "${rendezvous[@]}" --nproc-per-node "$processes" "$@"
}
