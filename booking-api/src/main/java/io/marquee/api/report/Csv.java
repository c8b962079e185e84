package io.marquee.api.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.List;
import java.util.function.Function;

/**
 * Tables as RFC 4180 has them: a header, lines that end with CRLF, amounts as decimals of the currency's own length.
 *
 * <p>A text that a spreadsheet would take for a formula gets an apostrophe before it, so that a movie titled {@code
 * =HYPERLINK(…)} stays a title (OWASP, CSV injection). Numbers are left alone.
 */
final class Csv {

    /** The media type that asks for it. */
    static final String MEDIA_TYPE = "text/csv";

    private static final MediaType TYPE = MediaType.of(MEDIA_TYPE + "; charset=utf-8");
    private static final int USUAL_DIGITS = 2;
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private Csv() {}

    /** A column: its heading, and what a row has in it; null makes an empty cell. */
    record Column<R>(String heading, Function<R, Object> cell) {}

    /** Whether the caller would rather have CSV than JSON. */
    static boolean isWanted(HttpRequest<?> request) {
        for (MediaType accepted : MediaType.orderedOf(request.getHeaders().getAll(HttpHeaders.ACCEPT))) {
            if (accepted.matches(MediaType.APPLICATION_JSON_TYPE)) {
                return false;
            }
            if (accepted.matches(MediaType.of(MEDIA_TYPE))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Answers with a table, to be saved under a name.
     *
     * @param name of the file, without its ending
     */
    static <R> MutableHttpResponse<byte[]> answer(String name, List<Column<R>> columns, Iterable<R> rows) {
        return HttpResponse.ok(table(columns, rows).getBytes(StandardCharsets.UTF_8))
                .contentType(TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"");
    }

    static <R> String table(List<Column<R>> columns, Iterable<R> rows) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
            csv.writeRecord(columns.stream().map(Column::heading).toList());
            for (R row : rows) {
                csv.writeRecord(columns.stream().map(column -> plain(column.cell().apply(row))).toList());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the text is in memory
        }
        return text.toString();
    }

    /**
     * An amount in whole units, with all decimals that the currency has; two when it is none of ISO 4217.
     *
     * @param currency ISO 4217
     */
    static BigDecimal amount(long minor, String currency) {
        return BigDecimal.valueOf(minor, minorDigits(currency));
    }

    private static int minorDigits(String currency) {
        try {
            int digits = Currency.getInstance(currency).getDefaultFractionDigits();
            return digits < 0 ? USUAL_DIGITS : digits; // below 0: gold and the like
        } catch (IllegalArgumentException unknown) {
            return USUAL_DIGITS;
        }
    }

    private static String plain(Object cell) {
        if (cell == null) {
            return "";
        }
        if (cell instanceof BigDecimal amount) {
            return amount.toPlainString();
        }
        String text = cell.toString();
        boolean isFormula = cell instanceof String && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        return isFormula ? "'" + text : text;
    }
}
