package io.marquee.api.page;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Files of the class path that browsers may have, kept in memory once asked for. */
@Singleton
class WebFiles {

    // Names of plain segments only: nothing that climbs out of the folder.
    private static final Pattern PATH = Pattern.compile("[\\w@-][\\w@.-]*(/[\\w@-][\\w@.-]*)*");
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript",
            "css", "text/css",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");

    private final Map<String, WebFile> files = new ConcurrentHashMap<>();

    /**
     * A file.
     *
     * @param etag quoted, of its content
     */
    record WebFile(byte[] content, String mediaType, String etag) {}

    /**
     * @param folder of the class path, ends with a slash
     * @param path below it
     * @return empty when there is no such file, or none of a type that pages use
     */
    Optional<WebFile> find(String folder, String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        String name = folder + path;
        WebFile known = files.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        return read(name).map(content -> {
            WebFile file = new WebFile(content, type, etag(content));
            files.put(name, file);
            return file;
        });
    }

    static Optional<byte[]> read(String name) {
        try (InputStream in = WebFiles.class.getClassLoader().getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String etag(byte[] content) {
        return '"' + HexFormat.of().formatHex(sha256(content), 0, 12) + '"';
    }

    /** As a Content-Security-Policy names an inline script. */
    static String policyHash(byte[] script) {
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256(script)) + "'";
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
