package io.marquee.stack.up;

import io.marquee.stack.data.UserProblem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the built parts of this version are: the folder of the sources, with the modules' {@code target} folders. */
public record Installation(Path root) {

    /** The system property that the {@code marquee} script sets to the folder of the sources. */
    public static final String HOME = "marquee.home";

    /** The installation that this process belongs to. */
    public static Installation current() {
        return new Installation(Path.of(System.getProperty(HOME, "")).toAbsolutePath());
    }

    /**
     * Checks that all is built.
     *
     * @throws UserProblem when a jar is missing
     */
    public void requireBuilt() {
        for (Path jar : new Path[] {apiJar(), jobJar(), apiLibraries(), flinkLibraries()}) {
            if (!Files.exists(jar)) {
                throw new UserProblem(jar + " is missing: build it with mvn package -DskipTests in " + root);
            }
        }
    }

    Path apiJar() {
        return root.resolve("booking-api/target/marquee-booking-api.jar");
    }

    Path apiLibraries() {
        return root.resolve("booking-api/target/lib");
    }

    /** The jar with the Flink jobs. */
    public Path jobJar() {
        return root.resolve("pipeline/target/marquee-pipeline.jar");
    }

    /** What a Flink distribution has in its lib folder. */
    public Path flinkLibraries() {
        return root.resolve("pipeline/target/flink-lib");
    }

    /** PostgreSQL's driver, which the cluster loads itself: one that came with a job would leak at each submission. */
    public Path postgresDriver() throws IOException {
        Path libraries = root.resolve("local/stack/target/lib");
        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.filter(jar -> jar.getFileName().toString().matches("postgresql-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no driver of PostgreSQL in " + libraries));
        }
    }

    /** The jar with the classes of this package. */
    public Path launcherJar() {
        try {
            return Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
