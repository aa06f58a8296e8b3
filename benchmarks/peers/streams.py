"""Times PyTorch and JAX, where they are installed, on the streams of requests of RequestStream.java.

usage: streams.py SIZES try|quick|full, with sizes as batch x tokens: 4x37,1x5

A process imports a library and runs one unrelated function. Then each request of a stream is run once, in order, the first one
with the making of the program; then all are repeated. Prints one JSON object on standard output: {"about": {versions}, "results":
[{benchmark, params, unit, samples}]} with the times of all requests. Exits with 1 if neither library is there.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import traceback

# A module that is only read here leaves no file in the sources.
sys.dont_write_bytecode = True

import peers
from peers import attention_inputs, converted, matrix, numbers

LEAST_REPETITIONS = 3
LEAST_SECONDS = 0.5

# Processes for each engine; what is compared closely gets several.
PROCESSES = {
    "torch": {"try": 1, "quick": 3, "full": 5},
    "torch-compile-static": {"try": 1, "quick": 1, "full": 1},
    "torch-compile-dynamic": {"try": 1, "quick": 1, "full": 3},
    "jax": {"try": 1, "quick": 3, "full": 5},
}
MODULES = {"torch": "torch", "torch-compile-static": "torch", "torch-compile-dynamic": "torch", "jax": "jax"}
STATIC_STREAMS = {
    "try": ("SOFTMAX",),
    "quick": ("SOFTMAX", "ATTENTION", "DECODER_LAYER"),
}


# Streams: parameters, inputs of a request, formula.

def rows(name, columns, radius=1.0):
    return lambda batch, tokens: [numbers(f"{name}/{batch}x{tokens}", (batch * tokens, columns), radius)]


def text(name, columns):
    return lambda _, tokens: [numbers(f"{name}/{tokens}", (tokens, columns))]


def dense_parameters():
    return {"weight": matrix("dense/weight", 768, 768), "bias": numbers("dense/bias", (768,), 0.1)}


STREAMS = {
    "SOFTMAX": (dict, lambda _, tokens: [numbers(f"softmax/{tokens}", (12 * tokens, tokens), 8)],
                lambda lib, p, x: lib.softmax(x)),
    "LAYER_NORM": (lambda: peers.norm_parameters("layer_norm/", 768), rows("layer_norm", 768),
                   lambda lib, p, x: lib.norm(x, p)),
    "DENSE": (dense_parameters, rows("dense", 768), lambda lib, p, x: x @ p["weight"] + p["bias"]),
    "DENSE_GELU": (dense_parameters, rows("dense_gelu", 768), lambda lib, p, x: lib.gelu(x @ p["weight"] + p["bias"])),
    "SWIGLU": (dict, lambda *size: rows("gate", 2048, 4)(*size) + rows("up", 2048)(*size),
               lambda lib, p, gate, up: lib.silu(gate) * up),
    "ATTENTION": (dict, lambda _, tokens: attention_inputs(tokens), lambda lib, p, *x: lib.attend(*x)),
    "MLP": (lambda: peers.feed_parameters("mlp_swiglu/", 768, 2048), text("mlp_swiglu", 768),
            lambda lib, p, x: peers.feed(lib, x, p)),
    "DECODER_LAYER": (lambda: peers.llama_parameters("decoder_layer/", 768, 2048),
                      lambda _, tokens: peers.decoder_layer_inputs(tokens),
                      lambda lib, p, x, mask, cos, sin: peers.llama_layer(lib, x, p, mask, cos, sin, 12)),
    "BERT4": (peers.bert4_parameters, lambda _, tokens: peers.bert4_inputs(tokens), peers.bert4_states),
    "LLAMA6": (peers.llama6_parameters, lambda _, tokens: peers.llama6_inputs(tokens), peers.llama6_logits),
}


# Timing: each worker is a fresh process that has not seen the streams.

def times(lib, name, sizes):
    parameters, inputs, formula = STREAMS[name]
    weights = converted(lib.weight, parameters())
    requests = [[weights] + converted(lib.array, inputs(*size)) for size in sizes]
    first = []
    start = time.perf_counter()
    program = lib.program(lambda p, *values: formula(lib, p, *values))
    for request in requests:
        lib.wait(program(*request))
        end = time.perf_counter()
        first.append(end - start)
        start = end
    again = [[] for _ in requests]
    begun = time.perf_counter()
    while len(again[0]) < LEAST_REPETITIONS or time.perf_counter() - begun < LEAST_SECONDS:
        for request, taken in zip(requests, again):
            start = time.perf_counter()
            lib.wait(program(*request))
            taken.append(time.perf_counter() - start)
    return {"first": first, "again": [statistics.median(taken) for taken in again]}


def worker(engine, process, names, sizes):
    import numpy as np

    threads = len(os.sched_getaffinity(0))
    if engine != "jax":
        import torch

        torch.set_num_threads(threads)
    lib = peers.LIBRARIES[engine]()
    lib.wait(lib.program(lambda x: x * 2 + 1)(lib.array(np.ones(3, np.float32))))
    for name in names.split(","):
        try:
            measured = times(lib, name, sizes)
        except Exception:  # whatever a compiler fails with: the other streams can still be measured
            traceback.print_exc()
            print(f"streams.py: {name} on {engine} is left out", file=sys.stderr)
            continue
        for kind, taken in measured.items():
            print(json.dumps({
                "benchmark": "StreamTimes." + kind,
                "params": {"stream": name, "engine": engine, "process": process},
                "unit": "us/op",
                "samples": [seconds * 1e6 for seconds in taken],
            }), flush=True)


def run(engine, process, names, text):
    cache = tempfile.mkdtemp()
    environment = dict(os.environ, JAX_PLATFORMS="cpu", TORCHINDUCTOR_CACHE_DIR=cache,
                       TORCHINDUCTOR_FORCE_DISABLE_CACHES="1")
    if engine != "jax":
        environment = peers.with_wide_kernels(environment)
    done = subprocess.run([sys.executable, __file__, "worker", engine, process, names, text], env=environment,
                          stdout=subprocess.PIPE, text=True)
    shutil.rmtree(cache, ignore_errors=True)
    if done.returncode != 0:
        print(f"streams.py: {engine} failed; what it did not finish is left out", file=sys.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main(sizes, mode):
    engines = [engine for engine, module in MODULES.items() if peers.installed(module)]
    for module in sorted(set(MODULES.values())):
        if not peers.installed(module):
            print(f"streams.py: {module} is not installed for this Python and is left out", file=sys.stderr)
    if not engines:
        sys.exit(1)
    chosen = ",".join(sizes.split(",")[:3]) if mode == "try" else sizes
    results = []
    for engine in engines:
        names = STATIC_STREAMS.get(mode, STREAMS) if engine == "torch-compile-static" else STREAMS
        for process in range(PROCESSES[engine][mode]):
            results += run(engine, str(process + 1), ",".join(names), chosen)
    json.dump({"about": peers.versions(), "results": results}, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) == 6 and sys.argv[1] == "worker":
        worker(*sys.argv[2:5], [tuple(map(int, size.split("x"))) for size in sys.argv[5].split(",")])
    elif len(sys.argv) == 3 and sys.argv[2] in ("try", "quick", "full"):
        main(sys.argv[1], sys.argv[2])
    else:
        sys.exit(__doc__)
