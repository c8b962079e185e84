package io.marquee.pipeline.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that runs inside Redis.
 *
 * @param text its source
 * @param sha1 what Redis calls it
 */
public record Script(String text, String sha1) {

    /** Reads a script that lies beside a class. */
    public static Script beside(Class<?> owner, String file) {
        try (InputStream stream = owner.getResourceAsStream(file)) {
            byte[] bytes = stream.readAllBytes();
            String sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
            return new Script(new String(bytes, UTF_8), sha1);
        } catch (IOException | NoSuchAlgorithmException unreadable) {
            throw new UncheckedIOException(file + " of the job's jar cannot be read", new IOException(unreadable));
        }
    }
}
