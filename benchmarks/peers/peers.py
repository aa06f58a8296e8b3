"""Times PyTorch and JAX, where they are installed, on the work of the JMH benchmarks.

usage: peers.py GROUP try|quick|full; the groups windows and operations are followed by their cases, as in
windows=64@56x56-64k3s1,256@56x56-avgk2s2

Prints one JSON object on standard output: {"about": {versions}, "results": [{benchmark, params, unit, samples}]}, with the
names and parameters of the Java classes, so that the results are in the same tables. Exits with 1 if neither is there.
"""

import functools
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

THREADS = (1, 2)
MASK_64 = (1 << 64) - 1
LENGTHS = (183, 204, 33, 510, 75, 219, 415, 111, 356, 193, 406, 31, 80, 353, 374, 50, 226, 400, 175, 494)


def installed(module):
    return importlib.util.find_spec(module) is not None


def engines(mode):
    found = ["torch"] if installed("torch") else []
    if installed("torch") and mode == "full":
        found.append("torch-compile")
    if installed("jax"):
        found.append("jax")
    return found


# Numbers made from names, the same ones as in NamedNumbers.java.

def unit_numbers(name, count):
    import numpy as np

    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & MASK_64
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)


def numbers(name, shape, radius=1.0, centre=0.0):
    import numpy as np

    values = (unit_numbers(name, int(np.prod(shape))) * np.float32(2) - np.float32(1)) * np.float32(radius)
    return (values + np.float32(centre) if centre else values).reshape(shape)


@functools.lru_cache(maxsize=4)
def matrix(name, rows, columns):
    return numbers(name, (rows, columns), (3.0 / rows) ** 0.5)


def token_ids(name, count, vocabulary):
    import numpy as np

    return (unit_numbers(name, count) * np.float32(vocabulary)).astype(np.int64)


def causal_mask(tokens):
    import numpy as np

    return np.triu(np.full((tokens, tokens), -1e9, np.float32), 1)


def angles(tokens, size):
    import numpy as np

    turn = np.arange(tokens)[:, None] * 10000.0 ** (-np.arange(0, size, 2) / size)[None]
    return np.cos(turn).astype(np.float32), np.sin(turn).astype(np.float32)


# What differs between the libraries.

class Torch:
    def __init__(self):
        import torch
        import torch.nn.functional as functional

        torch.set_grad_enabled(False)
        self.functional = functional
        self.array = torch.from_numpy
        self.gelu = functional.gelu
        self.silu = functional.silu
        self.softmax = lambda x: torch.softmax(x, -1)
        self.rsqrt = torch.rsqrt
        self.mean = lambda x: x.mean(-1, keepdim=True)
        self.joined = lambda parts: torch.cat(parts, -1)
        self.norm = lambda x, p: functional.layer_norm(x, (x.shape[-1],), p["gamma"], p["beta"], 1e-5)
        self.attend = lambda q, k, v, mask: functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        self.wait = lambda result: result
        self.relu = functional.relu
        self.clipped = functional.relu6

    def windows(self, x, weight, bias, stride, padding, groups):
        conv = self.functional.conv1d if x.ndim == 3 else self.functional.conv2d
        return conv(x, weight, bias, stride, padding, 1, groups)

    def pool(self, x, kind, window, stride, padding):
        pool = self.functional.max_pool2d if kind == "max" else self.functional.avg_pool2d
        return pool(x, window, stride, padding)

    def cumsum(self, x):
        return x.cumsum(-1)

    def top(self, x, count):
        return x.topk(count, -1)

    def lstm(self, x, inner, outer):
        import torch

        state = x.new_zeros(1, x.shape[1], outer.shape[1])
        return torch.lstm(x, (state, state), [inner, outer], False, 1, 0.0, False, False, False)[0]

    def weight(self, array):
        import torch

        # The sizes of parameters are constants for the compiler.
        return torch.nn.Parameter(torch.from_numpy(array), requires_grad=False)

    def program(self, function):
        return function


class CompiledTorch(Torch):
    def __init__(self, dynamic):
        super().__init__()
        self.dynamic = dynamic

    def program(self, function):
        import torch
        import torch._dynamo

        # A program for each shape: otherwise the compiler gives up after a few of them.
        torch._dynamo.config.recompile_limit = 10_000
        torch._dynamo.config.accumulated_recompile_limit = 100_000
        return torch.compile(function, dynamic=self.dynamic)


class Jax:
    def __init__(self):
        import jax
        import jax.numpy as np

        self.jax = jax
        self.array = self.weight = np.asarray
        self.gelu = lambda x: jax.nn.gelu(x, approximate=False)
        self.silu = jax.nn.silu
        self.softmax = lambda x: jax.nn.softmax(x, -1)
        self.rsqrt = jax.lax.rsqrt
        self.mean = lambda x: x.mean(-1, keepdims=True)
        self.joined = lambda parts: np.concatenate(parts, -1)
        self.wait = jax.block_until_ready
        self.relu = jax.nn.relu
        self.clipped = jax.nn.relu6

    def windows(self, x, weight, bias, stride, padding, groups):
        axes = x.ndim - 2
        result = self.jax.lax.conv_general_dilated(
            x, weight, stride, [(padding, padding)] * axes, feature_group_count=groups)
        return result + bias.reshape((-1,) + (1,) * axes)

    def pool(self, x, kind, window, stride, padding):
        sizes, steps = (1, 1, window, window), (1, 1, *stride)
        pads = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
        if kind == "max":
            return self.jax.lax.reduce_window(x, -float("inf"), self.jax.lax.max, sizes, steps, pads)
        return self.jax.lax.reduce_window(x, 0.0, self.jax.lax.add, sizes, steps, pads) / window**2

    def cumsum(self, x):
        return x.cumsum(-1)

    def top(self, x, count):
        return self.jax.lax.top_k(x, count)

    def lstm(self, x, inner, outer):
        np = self.jax.numpy

        def step(state, gates):
            i, f, g, o = np.split(gates + state[0] @ outer.T, 4, -1)
            cell = self.jax.nn.sigmoid(f) * state[1] + self.jax.nn.sigmoid(i) * np.tanh(g)
            hidden = self.jax.nn.sigmoid(o) * np.tanh(cell)
            return (hidden, cell), hidden

        zeros = np.zeros((x.shape[1], outer.shape[1]), x.dtype)
        return self.jax.lax.scan(step, (zeros, zeros), x @ inner.T)[1]

    def norm(self, x, p):
        centred = x - self.mean(x)
        return centred * self.rsqrt(self.mean(centred * centred) + 1e-5) * p["gamma"] + p["beta"]

    def attend(self, q, k, v, mask):
        scores = q @ k.swapaxes(-1, -2) * q.shape[-1] ** -0.5
        return self.softmax(scores if mask is None else scores + mask) @ v

    def program(self, function):
        return self.jax.jit(function)


LIBRARIES = {
    "torch": Torch,
    "torch-compile": lambda: CompiledTorch(False),
    "torch-compile-static": lambda: CompiledTorch(False),
    "torch-compile-dynamic": lambda: CompiledTorch(True),
    "jax": Jax,
}


def prepared(lib, function, arguments):
    program = lib.program(function)
    return lambda: program(*arguments)


# Formulas, in terms of a library; x is [tokens, hidden].

def heads(x, count):
    return x.reshape(x.shape[0], count, -1).swapaxes(0, 1)


def unite(x):
    return x.swapaxes(0, 1).reshape(x.shape[1], -1)


def rms_norm(lib, x, scale):
    return x * lib.rsqrt(lib.mean(x * x) + 1e-6) * scale


def rotated(lib, x, cos, sin):
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return lib.joined([a * cos - b * sin, b * cos + a * sin])


def feed(lib, x, p):
    return (lib.silu(x @ p["w1"]) * (x @ p["w3"])) @ p["w2"]


def llama_layer(lib, x, p, mask, cos, sin, count):
    normed = rms_norm(lib, x, p["rms1"])
    q = rotated(lib, heads(normed @ p["wq"], count), cos, sin)
    k = rotated(lib, heads(normed @ p["wk"], count), cos, sin)
    v = heads(normed @ p["wv"], count)
    y = x + unite(lib.attend(q, k, v, mask)) @ p["wo"]
    return y + feed(lib, rms_norm(lib, y, p["rms2"]), p)


def bert_layer(lib, x, p, count):
    q, k, v = (heads(x @ p["w" + n] + p["b" + n], count) for n in "qkv")
    y = lib.norm(x + (unite(lib.attend(q, k, v, None)) @ p["wo"] + p["bo"]), p["ln1"])
    inner = lib.gelu(y @ p["wf1"] + p["bf1"])
    return lib.norm(y + (inner @ p["wf2"] + p["bf2"]), p["ln2"])


# Parameters, by the names in LlamaWeights.java and NamedBert.java.

def converted(make, tree):
    if isinstance(tree, dict):
        return {name: converted(make, part) for name, part in tree.items()}
    if isinstance(tree, list):
        return [converted(make, part) for part in tree]
    return make(tree)


def feed_parameters(name, hidden, inner):
    return {
        "w1": matrix(name + "w1", hidden, inner),
        "w3": matrix(name + "w3", hidden, inner),
        "w2": matrix(name + "w2", inner, hidden),
    }


def llama_parameters(name, hidden, inner):
    parameters = feed_parameters(name, hidden, inner)
    for part in "qkvo":
        parameters["w" + part] = matrix(name + "w" + part, hidden, hidden)
    for norm in ("rms1", "rms2"):
        parameters[norm] = numbers(name + norm, (hidden,), 0.1, 1)
    return parameters


def norm_parameters(name, hidden):
    return {"gamma": numbers(name + "w", (hidden,), 0.1, 1), "beta": numbers(name + "b", (hidden,), 0.1)}


def bert_parameters(name, hidden, inner):
    parameters = {"ln1": norm_parameters(name + "ln1", hidden), "ln2": norm_parameters(name + "ln2", hidden)}
    sizes = {part: (hidden, hidden) for part in "qkvo"} | {"f1": (hidden, inner), "f2": (inner, hidden)}
    for part, (rows, columns) in sizes.items():
        parameters["w" + part] = matrix(name + "w" + part, rows, columns)
        parameters["b" + part] = numbers(name + "b" + part, (columns,), 0.1)
    return parameters


# Groups: benchmark, parameters, unit, and what makes a function that does the work once.

def product(m, k, n):
    def make(lib):
        x, w = lib.array(numbers("matmul/in0", (m, k))), lib.array(matrix("matmul/in1", k, n))
        return prepared(lib, lambda x, w: x @ w, (x, w))

    return make


def dense_gelu(m, size):
    def make(lib):
        arguments = [numbers("matmul_bias_gelu/in0", (m, size)), matrix("matmul_bias_gelu/in1", size, size),
                     numbers("matmul_bias_gelu/in2", (size,), 0.1)]
        return prepared(lib, lambda x, w, b: lib.gelu(x @ w + b), converted(lib.array, arguments))

    return make


def swiglu(tokens):
    def make(lib):
        arguments = [numbers("mlp_swiglu/in0", (tokens, 768)), feed_parameters("mlp_swiglu/", 768, 2048)]
        return prepared(lib, lambda x, p: feed(lib, x, p), converted(lib.array, arguments))

    return make


def attention_inputs(tokens):
    return [numbers(f"attention/in{i}", (12, tokens, 64), 2) for i in range(3)] + [causal_mask(tokens)]


def attention(tokens):
    return lambda lib: prepared(lib, lib.attend, converted(lib.array, attention_inputs(tokens)))


def decoder_layer_inputs(tokens):
    return [numbers("decoder_layer/in0", (tokens, 768)), causal_mask(tokens), *angles(tokens, 64)]


def decoder_layer(tokens):
    def make(lib):
        parameters = converted(lib.array, llama_parameters("decoder_layer/", 768, 2048))
        return prepared(lib, lambda p, x, mask, cos, sin: llama_layer(lib, x, p, mask, cos, sin, 12),
                        [parameters] + converted(lib.array, decoder_layer_inputs(tokens)))

    return make


def stream(lib, function, requests):
    calls = [prepared(lib, function, request) for request in requests]

    def run():
        for call in calls:
            lib.wait(call())

    return run


def llama6_parameters():
    return {
        "words": numbers("llama6/emb", (8192, 512)),
        "layers": [llama_parameters(f"llama6/l{i}_", 512, 1376) for i in range(6)],
        "norm": numbers("llama6/rmsf", (512,), 0.1, 1),
        "head": matrix("llama6/head", 512, 8192),
    }


def llama6_inputs(tokens):
    return [token_ids(f"llama6/ids/{tokens}", tokens, 8192), causal_mask(tokens), *angles(tokens, 64)]


def llama6_logits(lib, p, ids, mask, cos, sin):
    x = p["words"][ids]
    for layer in p["layers"]:
        x = llama_layer(lib, x, layer, mask, cos, sin, 8)
    return rms_norm(lib, x, p["norm"]) @ p["head"]


def bert4_parameters():
    return {
        "words": numbers("bert4/emb", (8192, 768)),
        "positions": numbers("bert4/pos", (512, 768), 0.5),
        "norm": norm_parameters("bert4/lne", 768),
        "layers": [bert_parameters(f"bert4/l{i}_", 768, 3072) for i in range(4)],
    }


def bert4_inputs(tokens):
    return [token_ids(f"bert4/ids/{tokens}", tokens, 8192)]


def bert4_states(lib, p, ids):
    x = lib.norm(p["words"][ids] + p["positions"][: ids.shape[0]], p["norm"])
    for layer in p["layers"]:
        x = bert_layer(lib, x, layer, 12)
    return x


def model(parameters, inputs, formula):
    def make(lib):
        weights = converted(lib.array, parameters())
        requests = [[weights] + converted(lib.array, inputs(tokens)) for tokens in LENGTHS]
        return stream(lib, lambda p, *values: formula(lib, p, *values), requests)

    return make


# A layer as WindowLayer.java reads it.

def window_layer(text):
    channels, sizes, kind, window, stride = re.fullmatch(
        r"(\d+)@([\dx]+)-(\d+|d|max|avg)k(\d+)s(\d+(?:x\d+)?)", text).groups()
    sizes = tuple(map(int, sizes.split("x")))
    channels, window = int(channels), int(window)
    stride = tuple(map(int, stride.split("x")))
    stride = stride if len(stride) == len(sizes) else stride * len(sizes)
    padding = 0 if set(stride) == {window} else window // 2

    def make(lib):
        x = numbers("windows/in0", (1, channels, *sizes))
        if kind in ("max", "avg"):
            return prepared(lib, lambda x: lib.pool(x, kind, window, stride, padding), (lib.array(x),))
        outputs, depth, groups = (channels, 1, channels) if kind == "d" else (int(kind), channels, 1)
        radius = (3.0 / (depth * window ** len(sizes))) ** 0.5
        arguments = [x, numbers("windows/in1", (outputs, depth) + (window,) * len(sizes), radius),
                     numbers("windows/in2", (outputs,), 0.1)]
        activation = lib.clipped if kind == "d" else lib.relu
        return prepared(lib, lambda x, w, b: activation(lib.windows(x, w, b, stride, padding, groups)),
                        converted(lib.array, arguments))

    return make


def gates_of_torch(weights):
    """Rows of the gates i, o, f, c of ONNX in the order of PyTorch."""
    import numpy as np

    i, o, f, c = np.split(weights, 4)
    return np.concatenate([i, f, c, o])


# An operation as SingleOperation.java reads it.

def single_operation(text):
    kind, count, rows, columns = re.fullmatch(r"([a-zA-Z]+)(\d*)@(\d+)x(\d+)", text).groups()
    rows, columns = int(rows), int(columns)

    def make(lib):
        if kind == "lstm":
            radius = 128**-0.5
            arguments = [numbers("operations/lstm/in0", (rows, columns, 128))] + [
                gates_of_torch(numbers("operations/lstm/in" + part, (512, 128), radius)) for part in "12"]
            return prepared(lib, lib.lstm, converted(lib.array, arguments))
        x = lib.array(numbers("operations/in0", (rows, columns)))
        if kind == "layernorm":
            p = {"gamma": numbers("operations/in1", (columns,)), "beta": numbers("operations/in2", (columns,), 0.1)}
            return prepared(lib, lib.norm, (x, converted(lib.array, p)))
        if kind == "top":
            return prepared(lib, lambda x: lib.top(x, int(count)), (x,))
        return prepared(lib, lib.cumsum if kind == "cumsum" else lib.softmax, (x,))

    return make


def work(group, mode):
    full = mode == "full"
    group, _, listed = group.partition("=")
    cases = listed.split(",")
    rows = (1, 7, 37, 128, 512)
    sides = (384, 768, 1536, 2048)
    texts = (16, 63, 128, 511)
    if group == "squares":
        return [("SquareMatmulBenchmark.product", {"size": n, "weights": str(not given).lower()}, "us/op",
                 product(n, n, n))
                for given in ((False, True) if full else (False,)) for n in (128, 256, 512, 1024, 2048)]
    if group == "matmul":
        return [("MatmulBenchmark.product", {"m": m, "k": k, "n": n}, "us/op", product(m, k, n))
                for n in sides for k in sides for m in rows]
    if group == "gelu":
        return [("DenseGeluBenchmark.layer", {"m": m, "size": size}, "us/op", dense_gelu(m, size))
                for size in sides for m in rows]
    if group == "windows":
        return [("WindowsBenchmark.run", {"layer": layer}, "us/op", window_layer(layer)) for layer in cases]
    if group == "operations":
        return [("OperationsBenchmark.run", {"operation": operation}, "us/op", single_operation(operation))
                for operation in cases]
    if group == "subgraphs":
        return ([("SubgraphBenchmark.run", {"part": "MLP", "tokens": s}, "us/op", swiglu(s)) for s in texts]
                + [("SubgraphBenchmark.run", {"part": "ATTENTION", "tokens": s}, "us/op", attention(s))
                   for s in (*texts, 1024)]
                + [("SubgraphBenchmark.run", {"part": "DECODER_LAYER", "tokens": s}, "us/op", decoder_layer(s))
                   for s in (16, 128, 1024)])
    if group == "models":
        return [("ModelBenchmark.stream", {"model": "LLAMA6"}, "ms/op",
                 model(llama6_parameters, llama6_inputs, llama6_logits)),
                ("ModelBenchmark.stream", {"model": "BERT4"}, "ms/op",
                 model(bert4_parameters, bert4_inputs, bert4_states))]
    sys.exit(f"peers.py: there is no group {group}")


# Timing: in a separate process for each engine and number of threads.

def samples(call, wait, mode, scale):
    count, seconds = {"try": (1, 0.01), "quick": (5, 0.06), "full": (7, 0.2)}[mode]
    wait(call())
    end = time.perf_counter() + 3 * seconds
    while time.perf_counter() < end:
        wait(call())
    taken = []
    for _ in range(count):
        start, done = time.perf_counter(), 0
        while done == 0 or time.perf_counter() - start < seconds:
            wait(call())
            done += 1
        taken.append((time.perf_counter() - start) / done * scale)
    return taken


def worker(engine, threads, group, mode):
    # JAX has no setting for its threads: it takes one for each processor that it may use.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    if engine != "jax":
        import torch

        torch.set_num_threads(threads)
    lib = LIBRARIES[engine]()
    for benchmark, parameters, unit, make in work(group, mode):
        call = make(lib)
        result = {
            "benchmark": benchmark,
            "params": {name: str(value) for name, value in parameters.items()} | {
                "engine": engine, "threads": str(threads)},
            "unit": unit,
            "samples": samples(call, lib.wait, mode, 1e6 if unit == "us/op" else 1e3),
        }
        print(json.dumps(result), flush=True)


def with_wide_kernels(environment):
    """MKL takes its kernels for AVX-512 only where it believes that the processor is Intel's; this makes it believe so."""
    with open("/proc/cpuinfo") as info:
        text = info.read()
    compiler = shutil.which("cc")
    if "AuthenticAMD" not in text or "avx512f" not in text or compiler is None:
        return environment
    folder = tempfile.mkdtemp()
    source, library = os.path.join(folder, "wide.c"), os.path.join(folder, "wide.so")
    with open(source, "w") as file:
        file.write("int mkl_serv_intel_cpu_true(void) { return 1; }\n")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    return environment | {"LD_PRELOAD": library}


def versions():
    from importlib.metadata import version

    return {title: version(package) for title, package in (("PyTorch", "torch"), ("JAX", "jax")) if installed(package)}


def dynamic_programs():
    """The programs of torch_eager.py, which prints one line each: name, milliseconds."""
    if not installed("torch"):
        sys.exit("peers.py: PyTorch is not installed for this Python and is left out")
    methods = {"Newton": "newton", "EarlyExit": "earlyExit", "MixtureOfExperts": "mixtureOfExperts", "Greedy": "greedy"}
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_eager.py")
    done = subprocess.run([sys.executable, script, str(max(THREADS))], env=with_wide_kernels(dict(os.environ)),
                          stdout=subprocess.PIPE, text=True, check=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    return [{"benchmark": "DynamicBenchmark." + methods[words[0]], "params": {"way": "torch"}, "unit": "ms/op",
             "samples": [float(words[1])]} for words in lines if words[0] in methods]


def main(group, mode):
    if group == "dynamic":
        json.dump({"about": versions(), "results": dynamic_programs()}, sys.stdout)
        return
    if group in ("windows", "operations"):
        sys.exit(f"peers.py: the group {group} needs its cases, as in {group}=CASE,CASE")
    if not engines(mode):
        sys.exit("peers.py: neither PyTorch nor JAX is installed for this Python; both are left out")
    results = []
    for engine in engines(mode):
        for threads in THREADS:
            environment = dict(os.environ, OMP_NUM_THREADS=str(threads), JAX_PLATFORMS="cpu")
            if engine != "jax":
                environment = with_wide_kernels(environment)
            done = subprocess.run([sys.executable, __file__, "worker", engine, str(threads), group, mode],
                                  env=environment, stdout=subprocess.PIPE, text=True)
            results += [json.loads(line) for line in done.stdout.splitlines()]
            if done.returncode != 0:
                print(f"peers.py: {engine} with {threads} threads failed", file=sys.stderr)
    json.dump({"about": versions(), "results": results}, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) == 6 and sys.argv[1] == "worker":
        worker(sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5])
    elif len(sys.argv) == 3 and sys.argv[2] in ("try", "quick", "full"):
        main(sys.argv[1], sys.argv[2])
    else:
        sys.exit(__doc__)
