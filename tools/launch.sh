# Sourced by dist_train.sh, dist_test.sh and slurm_train.sh.

# need_number NAME SMALLEST: the variable of this name must hold a whole number, if it is set.
need_number() {
    local value=${!1:-$2}
    if [[ ! $value =~ ^[0-9]+$ || $value -lt $2 ]]; then
        echo "$1=$value: write a whole number from $2 on" >&2
        exit 2
    fi
}

# need_program NAME WHAT_FOR
need_program() {
    if ! command -v "$1" > /dev/null; then
        echo "$1: no such program; $2" >&2
        exit 2
    fi
}

# launch PROCESSES SCRIPT ARGUMENTS...
launch() {
    local processes=$1
    shift
    need_program "${PYTHON:-python}" "set PYTHON to the interpreter that ecgdigi is installed in"
    for name in NODE_RANK MAX_RESTARTS STOP_SECONDS; do need_number "$name" 0; done
    for name in PORT OMP_NUM_THREADS; do need_number "$name" 1; done
    if [[ ! ${NNODES:-1} =~ ^[1-9][0-9]*(:[1-9][0-9]*)?$ ]]; then
        echo "NNODES=$NNODES: write the number of machines, 2, or 1:4 for one to four" >&2
        exit 2
    fi
    local rendezvous=(--standalone)  # one machine: any free port, so that two runs do not collide
    if [[ -n ${RDZV_ENDPOINT:-} ]]; then  # elastic: machines may leave and come back
        rendezvous=(--nnodes "${NNODES:?how many machines: 2, or 1:4 for one to four}" --rdzv-backend c10d
            --rdzv-endpoint "$RDZV_ENDPOINT" --rdzv-id "${RDZV_ID:-ecgdigi}")
        # For machines whose names say nothing: the own address, and is_host=1 on the one of the endpoint (0 on the others).
        rendezvous+=(${LOCAL_ADDR:+--local-addr "$LOCAL_ADDR"} ${RDZV_CONF:+--rdzv-conf "$RDZV_CONF"})
    elif [[ ${NNODES:-1} == *:* ]]; then
        echo "NNODES=$NNODES, a number that may change, needs RDZV_ENDPOINT=first:29500" >&2
        exit 2
    elif [[ ${NNODES:-1} -gt 1 ]]; then
        : "${MASTER_ADDR:?the name of the first machine}"
        rendezvous=(--nnodes "$NNODES" --node-rank "${NODE_RANK:?0 on the first machine, 1 on the next, ...}"
            --master-addr "$MASTER_ADDR" --master-port "${PORT:-29500}")
    fi
    if [[ ${MAX_RESTARTS:-0} -gt 0 && ! " $* " =~ " --resume "(-|$) ]]; then
        echo "MAX_RESTARTS=$MAX_RESTARTS needs --resume without a file: a restarted run would begin anew" >&2
        exit 2
    fi
    if [[ ${MAX_RESTARTS:-0} -gt 0 && ${NNODES:-1} != 1 && -z ${RDZV_ENDPOINT:-} ]]; then
        echo "MAX_RESTARTS on several machines needs RDZV_ENDPOINT=first:29500 in place of MASTER_ADDR: only then do they meet again" >&2
        exit 2
    fi
    # The cores are shared out; a process that used them all would slow down the others.
    local cores=$(($(getconf _NPROCESSORS_ONLN) / processes))
    export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$((cores > 0 ? cores : 1))}
    # Processes of a restarted run must not find the addresses of those before: a store of its own for each try.
    export TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1
    # exec: a scheduler's signal to this script then reaches the launcher, which passes it on and gives time for a checkpoint.
    exec "${PYTHON:-python}" -m ecgdigi.engine.elastic "${rendezvous[@]}" --max-restarts "${MAX_RESTARTS:-0}" \
        --signals-to-handle SIGTERM,SIGINT,SIGHUP,SIGQUIT,SIGUSR1 --shutdown-timeout "${STOP_SECONDS:-120}" \
        --nproc-per-node "$processes" "$@"
}
