package io.marquee.stack.up;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** Where a running stack listens, also written to a file for the other commands. */
record Endpoints(Ports ports, String postgres, String kafka, String redis) {

    static final String FILE = "endpoints.properties";

    String api() {
        return "http://127.0.0.1:" + ports.api();
    }

    String flink() {
        return "http://127.0.0.1:" + ports.flink();
    }

    /** Writes the file, whole at any moment. */
    void write(Path folder) throws IOException {
        Properties all = new Properties();
        all.setProperty("api", api());
        all.setProperty("flink", flink());
        all.setProperty("postgres", postgres);
        all.setProperty("kafka", kafka);
        all.setProperty("redis", redis);
        all.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
        Path aside = folder.resolve(FILE + ".new");
        try (Writer writer = Files.newBufferedWriter(aside)) {
            all.store(writer, "Where the running stack listens");
        }
        Files.move(aside, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes the file: nothing listens any more. */
    static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }
}
