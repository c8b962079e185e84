package io.marquee.generator.imports;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What the columns of a file mean and must be, read from YAML. {@code default-schema.yaml} documents it. */
record ImportSchema(Format format, List<Column> columns) {

    private static final String DEFAULT = "default-schema.yaml";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /** How the file is written. */
    record Format(String charset, String separator) {

        Charset decoded() {
            try {
                return charset == null ? StandardCharsets.UTF_8 : Charset.forName(charset);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
                throw new BrokenFile("format.charset: '" + charset + "' is no character set that Java knows");
            }
        }

        char separates() {
            String text = separator == null ? "," : separator;
            if (text.length() != 1 || "\"\r\n".contains(text)) {
                throw new BrokenFile("format.separator: give one character, not a quote");
            }
            return text.charAt(0);
        }
    }

    /** A column; what its parts mean stands in {@code default-schema.yaml}. */
    record Column(
            String name,
            Field field,
            Type type,
            boolean required,
            @JsonProperty("default") String fallback,
            String min,
            String max,
            @JsonProperty("max_length") Integer maxLength,
            String pattern,
            List<String> values,
            String format) {

        Type typeOrText() {
            return type == null ? Type.TEXT : type;
        }
    }

    /** A field of a sale. */
    enum Field {
        TYPE, OCCURRED_AT, THEATER, MOVIE, SHOWTIME_ID, BOOKING_ID, TICKETS, AMOUNT, AMOUNT_MINOR, CURRENCY, CHANNEL;

        /** The types that a column of this field may have. */
        Set<Type> types() {
            return switch (this) {
                case OCCURRED_AT -> EnumSet.of(Type.TIMESTAMP, Type.DATE);
                case THEATER -> EnumSet.of(Type.THEATER);
                case MOVIE -> EnumSet.of(Type.MOVIE);
                case SHOWTIME_ID, TICKETS, AMOUNT_MINOR -> EnumSet.of(Type.INTEGER);
                case AMOUNT -> EnumSet.of(Type.DECIMAL, Type.INTEGER);
                case TYPE, BOOKING_ID, CURRENCY, CHANNEL -> EnumSet.of(Type.TEXT);
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a value is. */
    enum Type {
        TEXT, INTEGER, DECIMAL, DATE, TIMESTAMP, THEATER, MOVIE
    }

    /** The default schema as it is written, comments and all. */
    static String defaultText() {
        try (InputStream text = ImportSchema.class.getResourceAsStream(DEFAULT)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(DEFAULT + " of the jar cannot be read", unreadable);
        }
    }

    static ImportSchema usual() {
        return parse(defaultText(), "the default schema");
    }

    /**
     * Reads a schema.
     *
     * @throws BrokenFile when it is not there, not YAML, or makes no sense
     */
    static ImportSchema read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException unreadable) {
            throw new BrokenFile("cannot read the schema " + file + ": " + unreadable, unreadable);
        }
    }

    static ImportSchema parse(String yaml, String name) {
        try {
            ImportSchema schema = YAML.readValue(yaml, ImportSchema.class);
            if (schema == null || schema.columns == null || schema.columns.isEmpty()) {
                throw new BrokenFile("columns: there are none");
            }
            if (schema.columns.contains(null)) {
                throw new BrokenFile("columns: one is empty");
            }
            return new ImportSchema(
                    schema.format == null ? new Format(null, null) : schema.format, List.copyOf(schema.columns))
                    .checked();
        } catch (JsonProcessingException wrong) {
            String line = wrong.getLocation() == null ? "" : " in line " + wrong.getLocation().getLineNr();
            throw new BrokenFile(name + line + ": " + wrong.getOriginalMessage().lines().findFirst().orElse(""), wrong);
        } catch (BrokenFile wrong) {
            throw new BrokenFile(name + ": " + wrong.getMessage(), wrong);
        }
    }

    private ImportSchema checked() {
        format.decoded();
        format.separates();
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (Column column : columns) {
            if (column.name == null || column.name.isBlank()) {
                throw new BrokenFile("columns: one has no name");
            }
            if (!names.add(column.name)) {
                throw new BrokenFile("column " + column.name + ": comes twice");
            }
            if (column.values != null && column.values.isEmpty()) {
                throw new BrokenFile("column " + column.name + ": values: there are none");
            }
            if (column.field != null && !fields.add(column.field)) {
                throw new BrokenFile("column " + column.name + ": field " + column.field.word() + " is filled twice");
            }
            if (column.field != null && !column.field.types().contains(column.typeOrText())) {
                throw new BrokenFile("column " + column.name + ": field " + column.field.word() + " wants type "
                        + column.field.types().toString().toLowerCase(Locale.ROOT));
            }
        }
        for (Field needed : List.of(Field.OCCURRED_AT, Field.THEATER, Field.MOVIE, Field.TICKETS)) {
            if (!fields.contains(needed)) {
                throw new BrokenFile("columns: none fills the field " + needed.word());
            }
        }
        if (fields.contains(Field.AMOUNT) == fields.contains(Field.AMOUNT_MINOR)) {
            throw new BrokenFile("columns: one must fill the field amount, or amount_minor, and not both");
        }
        return this;
    }
}
