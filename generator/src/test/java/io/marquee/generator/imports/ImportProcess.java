package io.marquee.generator.imports;

import io.marquee.generator.delivery.SalesTopic;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;

/** An import in a process of its own, so that it can be killed. Arguments: JDBC URL, Kafka, topic, file. */
final class ImportProcess {

    private ImportProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection(arguments[0], "postgres", "postgres");
                SalesTopic topic = new SalesTopic(arguments[1], arguments[2])) {
            new CsvImport(connection, ImportWorld.NOW, new PrintWriter(System.out))
                    .run(Path.of(arguments[3]), new CsvImport.Options(null, false, false, 400), topic);
        }
    }

    static Process start(ImportWorld world, String kafka, Path file, Path log, String heap) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap, "-cp", System.getProperty("java.class.path"), ImportProcess.class.getName(),
                        world.url, kafka, world.name, file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
