package io.marquee.generator.imports;

import io.marquee.events.SalesEvent;
import io.marquee.generator.delivery.CatchUp;
import io.marquee.generator.delivery.Delivery;
import io.marquee.generator.delivery.MonthPartitions;
import io.marquee.generator.delivery.Progress;
import io.marquee.generator.delivery.SalesTopic;
import io.marquee.generator.delivery.StreamClock;
import io.marquee.generator.imports.ImportSchema.Field;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Imports one file: reads it from the beginning, checks each row, sends what is right and what Kafka does not have yet,
 * and logs what is wrong. Line and file make the source and sequence of each sale, and a row's verdict does not depend
 * on how far an earlier run came, so any number of runs, whole or interrupted, end the same.
 */
public final class CsvImport {

    private static final int MOST_REASONS = 1_000;
    private static final String OTHER_REASONS = "other reasons";
    // What comes in a sequence behind what has been counted may be behind the pipeline's window.
    private static final String REFUSED_BEFORE = "was refused when this file was imported before, and would be sent"
            + " behind later rows now: import it in a file of its own";

    private final Connection connection;
    private final Clock clock;
    private final PrintWriter out;

    /**
     * How to import.
     *
     * @param schema what the columns mean; null for the default
     * @param strict whether to stop at the first row that is wrong
     * @param dryRun whether only to look: nothing is sent or written
     * @param retentionDays how long the pipeline keeps days
     */
    public record Options(Path schema, boolean strict, boolean dryRun, int retentionDays) {}

    /** @param connection to PostgreSQL, committing by itself */
    public CsvImport(Connection connection, Clock clock, PrintWriter out) {
        this.connection = connection;
        this.clock = clock;
        this.out = out;
    }

    /** What became of the rows. */
    public static final class Result {
        private long rows;
        private long valid;
        private long sent;
        private long refused;
        private double seconds;
        private Rejection stoppedAt;
        private CatchUp catchUp;
        private String id;
        private final Map<String, Long> reasons = new HashMap<>();

        /** Rows below the header. */
        public long rows() {
            return rows;
        }

        /** Rows that make a sale. */
        public long valid() {
            return valid;
        }

        /** Sales that this run has sent. */
        public long sent() {
            return sent;
        }

        /** Rows that were wrong. */
        public long refused() {
            return refused;
        }

        /** How long reading, checking and sending took. */
        public double seconds() {
            return seconds;
        }

        /** The id of the file. */
        public String id() {
            return id;
        }

        /** Where a strict import stopped; null when it did not. */
        Rejection stoppedAt() {
            return stoppedAt;
        }

        /** Waits for the pipeline; null when nothing was sent. */
        CatchUp catchUp() {
            return catchUp;
        }

        /** How many values were wrong, by column and reason. */
        Map<String, Long> reasons() {
            return reasons;
        }
    }

    /**
     * Imports.
     *
     * @param topic where sales go; null for a dry run
     * @throws BrokenFile when the file or the schema cannot be read, or no further
     */
    public Result run(Path file, Options options, SalesTopic topic)
            throws IOException, SQLException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new BrokenFile(Files.exists(file) ? file + " is no file" : "there is no file " + file);
        }
        ImportSchema schema = options.schema == null ? ImportSchema.usual() : ImportSchema.read(options.schema);
        Result result = new Result();
        try (CsvSource source = new CsvSource(file, schema.format())) {
            List<String> header = source.next();
            if (header == null) {
                throw new BrokenFile(file + " is empty: the first line must name the columns");
            }
            // Before the file is read once more: a file with other columns is told at once.
            Lookup lookup = new Lookup(connection);
            new RowReader(schema, header, lookup, new FileIdentity("0", null), clock.instant());
            StreamClock now = options.dryRun
                    ? new StreamClock(null, options.retentionDays)
                    : StreamClock.read(connection, topic, options.retentionDays);
            FileIdentity identity = FileIdentity.of(file, connection, now.newest(), options.dryRun, out);
            result.id = identity.id();
            RowReader reader = new RowReader(schema, header, lookup, identity, clock.instant());
            long begin = System.nanoTime();
            try (Progress bar = Progress.of(out, options.dryRun ? "checking" : "importing", "bytes",
                    Files.size(file))) {
                if (options.dryRun) {
                    read(source, reader, new Gate(identity, now), null, null, options, result, bar);
                } else {
                    ValidationLog log = new ValidationLog(connection, identity.id(), file.getFileName().toString());
                    result.catchUp = new CatchUp(connection, LocalDate.EPOCH, LocalDate.of(9999, 12, 31));
                    try (Delivery delivery = new Delivery(topic, connection, identity.sender(), out)) {
                        try {
                            read(source, reader, new Gate(identity, now), delivery, log, options, result, bar);
                        } finally {
                            log.flush(); // also what was found before the file broke off
                        }
                        delivery.flush();
                        result.sent = delivery.sent();
                    }
                }
            }
            result.seconds = (System.nanoTime() - begin) / 1e9;
        }
        return result;
    }

    private void read(
            CsvSource source, RowReader reader, Gate gate, Delivery delivery, ValidationLog log, Options options,
            Result result, Progress bar) throws SQLException {
        List<Rejection> wrong = new ArrayList<>();
        Map<String, ZoneId> zones = new HashMap<>();
        MonthPartitions partitions = new MonthPartitions(connection);
        RefusedBefore refusedBefore = new RefusedBefore(connection, result.id);
        for (List<String> row = source.next(); row != null; row = source.next()) {
            result.rows++;
            SalesEvent sale = reader.read(source.line(), row, wrong);
            boolean passed = sale != null && delivery != null && delivery.has(sale.theaterId(), sale.sequence());
            boolean wasRefused = sale != null && delivery != null && refusedBefore.contains(source.line());
            boolean there = passed && !wasRefused;
            if (sale != null) {
                ZoneId zone = zones.computeIfAbsent(sale.timeZone(), ZoneId::of);
                LocalDate day = LocalDate.ofInstant(sale.occurredAt(), zone);
                String late = gate.refuses(day, there, source.line());
                if (late != null) {
                    wrong.add(new Rejection(source.line(), reader.nameOf(Field.OCCURRED_AT), day.toString(), late));
                } else if (passed && wasRefused) {
                    wrong.add(new Rejection(source.line(), "", "", REFUSED_BEFORE));
                } else {
                    result.valid++;
                    if (!there && delivery != null) {
                        if (wasRefused) { // before it is sent, or a later run could not tell that it was
                            refusedBefore.forget(source.line());
                        }
                        partitions.ensure(YearMonth.from(day));
                        delivery.send(sale);
                    }
                }
            }
            if (!wrong.isEmpty()) {
                refuse(wrong, log, result);
                if (options.strict) {
                    result.stoppedAt = wrong.get(0);
                    return;
                }
                wrong.clear();
            }
            if ((result.rows & 0xFFF) == 0) {
                bar.to(source.bytes());
            }
        }
        bar.to(source.bytes());
    }

    private static void refuse(List<Rejection> wrong, ValidationLog log, Result result) throws SQLException {
        result.refused++;
        for (Rejection each : wrong) {
            String reason = (each.column().isEmpty() ? "row" : each.column()) + ": " + each.reason();
            // Some reasons name a line: of a file without end there would be no end of them.
            boolean one = result.reasons.size() < MOST_REASONS || result.reasons.containsKey(reason);
            result.reasons.merge(one ? reason : OTHER_REASONS, 1L, Long::sum);
        }
        if (log != null) {
            log.add(wrong);
        }
    }

    /**
     * Refuses what the pipeline would call too late. The first verdict follows from the file and from what was known
     * when it was first imported, so that a later run comes to the same; the second only concerns what was not sent.
     */
    private static final class Gate {
        private final int retentionDays;
        private final StreamClock now;
        private LocalDate newest;
        private long newestLine;

        Gate(FileIdentity identity, StreamClock now) {
            this.now = now;
            retentionDays = now.retentionDays();
            newest = identity.newestDay();
        }

        String refuses(LocalDate day, boolean there, long line) {
            if (newest != null && ChronoUnit.DAYS.between(day, newest) >= retentionDays) {
                return newestLine == 0
                        ? "is more than " + retentionDays + " d older than the newest sale, of " + newest
                        : "is more than " + retentionDays + " d older than line " + newestLine
                                + ": sort the file by time";
            }
            if (!there && now.refuses(day)) {
                return "is more than " + retentionDays + " d older than the newest sale, of " + now.newest();
            }
            if (newest == null || day.isAfter(newest)) {
                newest = day;
                newestLine = line;
            }
            return null;
        }
    }
}
