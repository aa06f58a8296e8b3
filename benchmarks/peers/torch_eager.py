#!/usr/bin/env python3
"""The programs of DynamicBenchmark and LazyBenchmark in PyTorch, each operation at once; one line a program: name, milliseconds.

Sizes are the same, weights are random. Says so and ends well where PyTorch is not installed (Debian: apt-get install python3-torch).
Usage: torch_eager.py [threads]
"""

import math
import sys
import time

try:
    import torch
except ImportError:
    print("skipped: this Python has no torch")
    sys.exit(0)

HIDDEN, HEADS = 256, 4


def matrix(rows, columns):
    return torch.randn(rows, columns) / math.sqrt(rows)


def rms_norm(x, scale):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * scale


def feed_forward(x, gate, up, down):
    return (torch.nn.functional.silu(x @ gate) * (x @ up)) @ down


class Optimiser:
    """One step of Adam over 2^20 weights."""

    def __init__(self):
        self.weight, self.gradient, self.first, self.second = (torch.rand(1 << 20) for _ in range(4))

    def run(self):
        mean = self.first * 0.9 + self.gradient * 0.1
        square = self.second * 0.999 + self.gradient.square() * 0.001
        length = mean / (square.sqrt() + 1e-8)
        return self.weight - (length + self.weight * 0.01) * 0.01


class Newton:
    """Kepler's equation for 2^20 orbits, until the largest step is small."""

    def __init__(self):
        self.mean = torch.randn(1 << 20).sigmoid() * 6
        self.eccentricity = torch.randn(1 << 20).sigmoid() * 0.9

    def run(self):
        anomaly = self.mean + self.eccentricity * self.mean.sin()
        for _ in range(60):
            error = anomaly - self.eccentricity * anomaly.sin() - self.mean
            step = error / (1 - self.eccentricity * anomaly.cos())
            anomaly = anomaly - step
            if step.abs().max().item() <= 1e-6:
                break
        return anomaly


class EarlyExit:
    """64 rows through at most 6 layers, left as soon as a class is sure."""

    def __init__(self):
        self.tokens = torch.randn(64, HIDDEN)
        self.layers = [
            [1 + 0.1 * torch.randn(HIDDEN), *(matrix(HIDDEN, HIDDEN) for _ in range(4))]
            + [1 + 0.1 * torch.randn(HIDDEN), matrix(HIDDEN, 2 * HIDDEN), matrix(HIDDEN, 2 * HIDDEN), matrix(2 * HIDDEN, HIDDEN)]
            for _ in range(6)
        ]
        self.classifier = matrix(HIDDEN, 5)

    def run(self):
        x = self.tokens
        for norm, query, key, value, output, feed_norm, gate, up, down in self.layers:
            normed = rms_norm(x, norm)
            q, k, v = ((normed @ w).reshape(64, HEADS, -1).permute(1, 0, 2) for w in (query, key, value))
            mixed = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(HIDDEN // HEADS), -1) @ v
            x = x + mixed.permute(1, 0, 2).reshape(64, HIDDEN) @ output
            x = x + feed_forward(rms_norm(x, feed_norm), gate, up, down)
            probabilities = torch.softmax(x.mean(0) @ self.classifier * 4, -1)
            if probabilities.max().item() >= 0.6:
                break
        return probabilities


class MixtureOfExperts:
    """64 tokens through two of 8 experts each."""

    def __init__(self):
        self.x = torch.randn(64, HIDDEN)
        self.router = matrix(HIDDEN, 8)
        self.experts = [(matrix(HIDDEN, 512), matrix(HIDDEN, 512), matrix(512, HIDDEN)) for _ in range(8)]

    def run(self):
        scores, chosen = (self.x @ self.router).topk(2, -1)
        weights = torch.softmax(scores, -1)
        result = torch.zeros_like(self.x)
        for number, expert in enumerate(self.experts):
            token, place = (chosen == number).nonzero(as_tuple=True)
            if len(token) > 0:
                result.index_add_(0, token, feed_forward(self.x[token], *expert) * weights[token, place, None])
        return result


class Greedy:
    """32 tokens of a decoder with grouped queries and a growing cache, the most probable one each time."""

    LAYERS, QUERIES, GROUPS, INNER, WORDS = 4, 8, 2, 688, 1000

    def __init__(self):
        self.size = HIDDEN // self.QUERIES
        self.embedding, self.head = matrix(self.WORDS, HIDDEN), matrix(HIDDEN, self.WORDS)
        side = self.GROUPS * self.size
        self.layers = [
            (torch.ones(HIDDEN), matrix(HIDDEN, HIDDEN), matrix(HIDDEN, side), matrix(HIDDEN, side), matrix(HIDDEN, HIDDEN))
            + (torch.ones(HIDDEN), matrix(HIDDEN, self.INNER), matrix(HIDDEN, self.INNER), matrix(self.INNER, HIDDEN))
            for _ in range(self.LAYERS)
        ]

    def rotate(self, x, positions):
        rates = torch.exp(torch.arange(self.size // 2) * (-2 * math.log(10_000) / self.size))
        angles = positions[:, None] * rates
        first, second = x[..., : self.size // 2], x[..., self.size // 2 :]
        sine, cosine = angles.sin(), angles.cos()
        return torch.cat((first * cosine - second * sine, second * cosine + first * sine), -1)

    def step(self, tokens, start, cache):
        count = len(tokens)
        positions = torch.arange(start, start + count)
        x = self.embedding[tokens]
        for number, (norm, query, key, value, output, feed_norm, gate, up, down) in enumerate(self.layers):
            normed = rms_norm(x, norm)
            q, k, v = ((normed @ w).reshape(count, -1, self.size).permute(1, 0, 2) for w in (query, key, value))
            q, k = self.rotate(q, positions), self.rotate(k, positions)
            if number < len(cache):
                k, v = torch.cat((cache[number][0], k), 1), torch.cat((cache[number][1], v), 1)
                cache[number] = (k, v)
            else:
                cache.append((k, v))
            grouped = q.reshape(self.GROUPS, -1, self.size)
            scores = (grouped @ k.transpose(1, 2)).reshape(self.QUERIES, count, -1) / math.sqrt(self.size)
            mask = torch.arange(k.shape[1])[None, :] > positions[:, None]
            weights = torch.softmax(scores.masked_fill(mask, -1e9), -1)
            mixed = (weights.reshape(self.GROUPS, -1, k.shape[1]) @ v).reshape(self.QUERIES, count, self.size)
            x = x + mixed.permute(1, 0, 2).reshape(count, HIDDEN) @ output
            x = x + feed_forward(rms_norm(x, feed_norm), gate, up, down)
        return (x[-1:] @ self.head).argmax(-1)

    def run(self):
        cache, start = [], 0
        tokens = torch.tensor([3, 14, 15, 92, 65])
        for _ in range(32):
            following = self.step(tokens, start, cache)
            start += len(tokens)
            tokens = following
        return tokens


def milliseconds(program):
    end = time.perf_counter() + 1
    while time.perf_counter() < end:
        program.run()
    times = []
    end = time.perf_counter() + 2
    while time.perf_counter() < end:
        before = time.perf_counter()
        program.run()
        times.append(time.perf_counter() - before)
    return 1000 * sum(times) / len(times)


def main():
    if len(sys.argv) > 1:
        torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(1)
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads")
    with torch.no_grad():
        for program in (Optimiser, Newton, EarlyExit, MixtureOfExperts, Greedy):
            print(f"{program.__name__:18s} {milliseconds(program()):9.3f}", flush=True)


main()
