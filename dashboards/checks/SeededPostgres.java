import io.marquee.local.PostgresServer;
import io.marquee.sql.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A PostgreSQL server with the schema of Marquee and the data of a SQL file, for as long as standard input is open.
 * Started from its source by {@code java -cp}, with the libraries of the local stack.
 *
 * <p>Arguments: the data folder, the SQL file, and the file to write the port to once all is there.
 */
public final class SeededPostgres {

    private static final String DATABASE = "marquee";

    public static void main(String[] arguments) throws Exception {
        Path dataFolder = Path.of(arguments[0]);
        String seed = Files.readString(Path.of(arguments[1]));
        Path portFile = Path.of(arguments[2]);
        PostgresServer server = PostgresServer.start(dataFolder, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("PostgreSQL did not stop: " + e);
            }
        }));
        server.createDatabase(DATABASE);
        DataSource database = server.dataSource(DATABASE);
        Schema.migrate(database);
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(seed);
        }
        Path written = Files.writeString(portFile.resolveSibling(portFile.getFileName() + ".new"), "" + server.port());
        Files.move(written, portFile, StandardCopyOption.ATOMIC_MOVE);
        while (System.in.read() >= 0) {
            // whoever started this closes the stream, or dies, when it is done
        }
        System.exit(0);
    }
}
