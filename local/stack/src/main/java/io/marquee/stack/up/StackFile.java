package io.marquee.stack.up;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What a running stack wrote down of its addresses, for commands that need more than the servers'. */
public final class StackFile {

    private StackFile() {}

    /** The address of a part of the stack on this data folder; the other one where nothing is written. */
    public static String read(Path dataFolder, String part, String otherwise) throws IOException {
        Path file = dataFolder.resolve("run").resolve(Endpoints.FILE);
        if (!Files.exists(file)) {
            return otherwise;
        }
        Properties written = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            written.load(reader);
        }
        return written.getProperty(part, otherwise);
    }
}
