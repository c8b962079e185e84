package io.marquee.generator.imports;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The records of a CSV file (RFC 4180), one after another, in memory for one record at a time. */
final class CsvSource implements AutoCloseable {

    /** A quoted field that is longer than this was not closed. */
    private static final int LONGEST_RECORD = 1 << 20;

    private final Path file;
    private final Charset charset;
    private final Counting counting;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private long line;

    /** @throws BrokenFile when it cannot be opened, or is empty */
    CsvSource(Path file, ImportSchema.Format format) {
        this.file = file;
        this.charset = format.decoded();
        try {
            counting = new Counting(Files.newInputStream(file));
            reader = CsvReader.builder()
                    .fieldSeparator(format.separates())
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowUnclosedQuote(false)
                    .skipEmptyLines(true)
                    .maxBufferSize(LONGEST_RECORD)
                    .ofCsvRecord(decoded(counting, charset));
        } catch (IOException unreadable) {
            throw new BrokenFile("cannot read " + file + ": " + unreadable, unreadable);
        }
        records = reader.iterator();
    }

    private static Reader decoded(InputStream bytes, Charset charset) throws IOException {
        PushbackInputStream start = new PushbackInputStream(bytes, 3);
        byte[] mark = start.readNBytes(3);
        boolean utf8 = charset.equals(StandardCharsets.UTF_8);
        if (mark.length >= 2 && (mark[0] & 0xFF) == 0x1F && (mark[1] & 0xFF) == 0x8B) {
            throw new BrokenFile("the file is packed by gzip: unpack it first");
        }
        if (utf8 && mark.length >= 2 && (mark[0] == -1 && mark[1] == -2 || mark[0] == -2 && mark[1] == -1)) {
            throw new BrokenFile("the file is written in UTF-16: say so in the schema (format.charset: UTF-16)");
        }
        boolean marked = utf8 && mark.length == 3
                && (mark[0] & 0xFF) == 0xEF && (mark[1] & 0xFF) == 0xBB && (mark[2] & 0xFF) == 0xBF;
        if (!marked) {
            start.unread(mark);
        }
        return new InputStreamReader(start, charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /**
     * The next record.
     *
     * @return null at the end
     * @throws BrokenFile when there is no telling where records begin and end any more
     */
    List<String> next() {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            line = record.getStartingLineNumber();
            return record.getFields();
        } catch (CsvParseException wrong) {
            throw new BrokenFile(file + ": after line " + line + ": "
                    + (wrong.getCause() instanceof CharacterCodingException ? undecodable() : quoted(wrong)), wrong);
        } catch (UncheckedIOException failed) {
            throw new BrokenFile(file + ": after line " + line + ": " + (failed.getCause()
                    instanceof CharacterCodingException ? undecodable() : failed.getCause().toString()), failed);
        }
    }

    private String undecodable() {
        return "a little further on are bytes that are not " + charset.name() + ": give the file's character set in the"
                + " schema, such as format.charset: windows-1252";
    }

    private static String quoted(CsvParseException wrong) {
        String reason = wrong.getMessage();
        for (Throwable cause = wrong.getCause(); cause != null; cause = cause.getCause()) {
            reason = cause.getMessage() == null ? reason : cause.getMessage();
        }
        return "a quoted field that does not end as it should, or a record of more than 1 MB (" + reason
                + "). The rows before it count: mend the rest in a file of its own, for this one, mended, is another";
    }

    /** Where the last record began; the header is line 1. */
    long line() {
        return line;
    }

    /** How many bytes have been read; a little ahead of the records. */
    long bytes() {
        return counting.count;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count += next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
