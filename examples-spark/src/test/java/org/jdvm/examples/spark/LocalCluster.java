package org.jdvm.examples.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Executors of one core each, in separate processes. */
final class LocalCluster {
    private LocalCluster() {}

    /** Starts a session with a number of executors. */
    static SparkSession start(int executors) throws IOException {
        // Spark looks for its jars there; executors get them with the class path of this test.
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return SparkSession.builder()
                .appName("test")
                .master("local-cluster[%d,1,1536]".formatted(executors))
                .config("spark.ui.enabled", false)
                .config("spark.executor.memory", "1g")
                .config("spark.executor.extraClassPath", classPath)
                .config("spark.executor.extraJavaOptions", "--add-modules jdk.incubator.vector -XX:+UseSerialGC")
                .config("spark.sql.shuffle.partitions", 4)
                .config("spark.sql.files.maxPartitionBytes", "8k")
                .config("spark.sql.files.openCostInBytes", "1")
                .getOrCreate();
    }

    /** Writes a resource to a directory. */
    static Path copy(String resource, Path directory) throws IOException {
        Path file = directory.resolve(resource);
        try (InputStream stream = LocalCluster.class.getResourceAsStream("/" + resource)) {
            Files.copy(stream, file);
        }
        return file;
    }
}
