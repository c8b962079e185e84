package io.marquee.generator.imports;

import io.marquee.generator.delivery.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Which file it is: what its bytes are, whatever its name or place. A file that has grown is the same file when it
 * begins with all the bytes that were imported before, so that a daily export which is appended to counts each row
 * once; its old lines keep their numbers.
 *
 * @param id sixteen hexadecimal digits
 * @param newestDay of the sales that were known when it was first imported; null when there were none
 */
record FileIdentity(String id, LocalDate newestDay) {

    private static final int CHUNK = 1 << 20;

    /** The first part of the sources of its events. */
    String sender() {
        return "import:" + id;
    }

    /** The first half of its events' ids: version 8 of RFC 9562. */
    long high() {
        return new BigInteger(id, 16).longValue() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000;
    }

    private record Known(String id, long bytes, byte[] sha256, LocalDate newestDay) {}

    /**
     * Reads the whole file once and finds it among those that were imported before; a new one is written down, unless
     * this is only a trial.
     *
     * @param newestDay of the sales known now
     * @throws BrokenFile when it can be neither the same file nor another
     */
    static FileIdentity of(Path file, Connection connection, LocalDate newestDay, boolean trial, PrintWriter out)
            throws IOException, SQLException {
        List<Known> known = known(connection, Files.size(file));
        MessageDigest digest = sha256();
        Known same = null;
        boolean cut = false;
        try (InputStream bytes = Files.newInputStream(file);
                Progress bar = Progress.of(out, "which file it is", "bytes", Files.size(file))) {
            byte[] chunk = new byte[CHUNK];
            long read = 0;
            int last = '\n';
            for (Known each : known) {
                while (read < each.bytes) {
                    int count = bytes.readNBytes(chunk, 0, (int) Math.min(CHUNK, each.bytes - read));
                    if (count == 0) {
                        throw new BrokenFile(file + " became shorter while it was read");
                    }
                    digest.update(chunk, 0, count);
                    last = chunk[count - 1];
                    read += count;
                    bar.step(count);
                }
                if (Arrays.equals(copy(digest).digest(), each.sha256)) {
                    same = each;
                    cut = last != '\n' && last != '\r' && each.bytes < Files.size(file);
                }
            }
            for (int count = bytes.read(chunk); count > 0; count = bytes.read(chunk)) {
                digest.update(chunk, 0, count);
                read += count;
                bar.step(count);
            }
            if (cut && !startsNewLine(file, same.bytes)) {
                throw new BrokenFile(file + " begins as a file that was imported before, but that one's last line goes "
                        + "on here: nobody can tell whether it is the same sale");
            }
            byte[] all = digest.digest();
            FileIdentity identity = same == null
                    ? new FileIdentity(HexFormat.of().formatHex(all, 0, 8), newestDay)
                    : new FileIdentity(same.id, same.newestDay);
            if (!trial) {
                identity.writeDown(connection, file.getFileName().toString(), read, all);
            }
            return identity;
        }
    }

    private static boolean startsNewLine(Path file, long at) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            bytes.skipNBytes(at);
            int next = bytes.read();
            return next == '\n' || next == '\r';
        }
    }

    private static List<Known> known(Connection connection, long atMost) throws SQLException {
        List<Known> known = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT id, bytes, sha256, newest_day FROM import_file WHERE bytes <= ? ORDER BY bytes")) {
            statement.setLong(1, atMost);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.add(new Known(rows.getString(1), rows.getLong(2), rows.getBytes(3),
                            rows.getObject(4, LocalDate.class)));
                }
            }
        }
        return known;
    }

    private void writeDown(Connection connection, String name, long bytes, byte[] sha256) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                """
                INSERT INTO import_file (id, file, bytes, sha256, newest_day) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256,
                                               updated_at = clock_timestamp()""")) {
            statement.setString(1, id);
            statement.setString(2, name);
            statement.setLong(3, bytes);
            statement.setBytes(4, sha256);
            statement.setObject(5, newestDay);
            statement.executeUpdate();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible); // the JDK's can be cloned
        }
    }
}
