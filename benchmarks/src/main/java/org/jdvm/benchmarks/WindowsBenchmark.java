package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.concurrent.TimeUnit;
import org.jdvm.benchmarks.peer.Task;
import org.jdvm.benchmarks.peer.WindowLayer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/** Layers over windows on one image or sound: those of ResNet-50, MobileNetV2 and the PP-OCR recogniser, layers of
 * speech models, pools. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class WindowsBenchmark extends TaskBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** The layer, as {@link WindowLayer} reads it. */
    @Param({
        "3@224x224-64k7s2",
        "64@56x56-64k1s1",
        "64@56x56-64k3s1",
        "64@56x56-256k1s1",
        "256@56x56-64k1s1",
        "256@56x56-512k1s2",
        "128@56x56-128k3s2",
        "128@28x28-128k3s1",
        "512@28x28-128k1s1",
        "128@28x28-512k1s1",
        "512@28x28-1024k1s2",
        "256@28x28-256k3s2",
        "256@14x14-256k3s1",
        "1024@14x14-256k1s1",
        "256@14x14-1024k1s1",
        "1024@14x14-2048k1s2",
        "512@14x14-512k3s2",
        "512@7x7-512k3s1",
        "2048@7x7-512k1s1",
        "512@7x7-2048k1s1",
        "32@112x112-dk3s1",
        "96@112x112-dk3s2",
        "144@56x56-dk3s1",
        "144@56x56-dk3s2",
        "192@28x28-dk3s1",
        "192@28x28-dk3s2",
        "384@14x14-dk3s1",
        "576@14x14-dk3s1",
        "576@14x14-dk3s2",
        "960@7x7-dk3s1",
        "80@3000-384k3s1",
        "384@3000-384k3s2",
        "512@1500-512k3s1",
        "256@1500-256k5s1",
        "128@3000-128k7s1",
        "64@112x112-maxk3s2",
        "256@56x56-avgk2s2",
        "2048@7x7-avgk7s7",
        "3@48x96-16k3s2",
        "64@24x48-dk3s2x1",
        "240@12x24-240k1s1",
        "240@12x24-dk5s1",
        "480@6x24-dk5s2x1",
        "3@48x320-16k3s2",
        "64@24x160-dk3s2x1",
        "240@12x80-240k1s1",
        "240@12x80-dk5s1",
        "480@6x80-dk5s2x1"
    })
    public String layer = "";

    @Override
    String engine() {
        return engine;
    }

    @Override
    Task task() {
        return WindowLayer.parse(layer).task();
    }

    /** {@return the result of the layer} */
    @Benchmark
    public Object run() throws OrtException {
        return result();
    }
}
