package io.marquee.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.flink.util.ParameterTool;

/** What can be set about the jobs. Names, defaults and reasons stand in {@code options.properties}. */
public final class JobOptions implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String FILE = "options.properties";
    private static final String PASSWORD = "postgres.password";
    // In redis://user:password@host, and in jdbc:postgresql://host/database?password=...&sslpassword=...
    private static final Pattern PASSWORD_OF_USER = Pattern.compile("(://[^:/?#]*:)[^/?#]*@");
    private static final Pattern PASSWORD_PARAMETER = Pattern.compile("(?i)([?&][^=&]*password=)[^&]*");
    private static final Set<String> REDIS_SCHEMES = Set.of("redis", "rediss");

    private final TreeMap<String, String> values;

    private JobOptions(TreeMap<String, String> values) {
        this.values = values;
    }

    /** The defaults alone. */
    public static JobOptions defaults() {
        return of(Map.of());
    }

    /**
     * Reads {@code --name value} arguments over the defaults, and the password of PostgreSQL from the environment where
     * no argument gives it.
     *
     * @throws IllegalArgumentException when a name is none of the file, or a value cannot be read
     */
    public static JobOptions fromArgs(String[] args, Map<String, String> environment) {
        Map<String, String> given = new TreeMap<>(ParameterTool.fromArgs(args).toMap());
        String password = environment.get("MARQUEE_POSTGRES_PASSWORD");
        if (password != null) {
            given.putIfAbsent(PASSWORD, password);
        }
        return of(given);
    }

    /**
     * The defaults with these changes.
     *
     * @throws IllegalArgumentException when a name is none of the file, or a value cannot be read
     */
    public static JobOptions of(Map<String, String> changes) {
        TreeMap<String, String> values = new TreeMap<>();
        Properties defaults = new Properties();
        try {
            defaults.load(new StringReader(help()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        defaults.stringPropertyNames().forEach(name -> values.put(name, defaults.getProperty(name)));
        changes.forEach((name, value) -> {
            if (values.replace(name, value) == null) {
                throw new IllegalArgumentException(
                        "There is no option --" + name + "; there are " + String.join(", ", values.keySet())
                                + ". --help tells what they mean.");
            }
        });
        JobOptions options = new JobOptions(values);
        options.check();
        return options;
    }

    /** Whether the arguments ask for {@link #help()}. */
    public static boolean asksForHelp(String[] args) {
        return Arrays.stream(args).anyMatch(arg -> arg.equals("--help") || arg.equals("-h"));
    }

    /** The file of all options with their defaults and reasons. */
    public static String help() {
        try (InputStream file = JobOptions.class.getResourceAsStream(FILE)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(FILE + " of the job's jar cannot be read", unreadable);
        }
    }

    /** All values for display: without the password of PostgreSQL, and with {@code ***} for those in addresses. */
    public Map<String, String> shown() {
        TreeMap<String, String> shown = new TreeMap<>(values);
        shown.remove(PASSWORD);
        shown.replaceAll((name, value) -> PASSWORD_PARAMETER
                .matcher(PASSWORD_OF_USER.matcher(value).replaceFirst("$1***@"))
                .replaceAll("$1***"));
        return shown;
    }

    /** The text of an option. */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("There is no option " + name);
        }
        return value;
    }

    /** The value of an option that is a whole number of at least 1. */
    public int number(String name) {
        return read(name, "a whole number from 1 to " + Integer.MAX_VALUE, text -> {
            int number = Integer.parseInt(text);
            return number >= 1 ? number : null;
        });
    }

    /** The duration of an option whose name ends in its unit: {@code -ms}, {@code -s}, {@code -h} or {@code -d}. */
    public Duration duration(String name) {
        long number = number(name);
        return switch (name.substring(name.lastIndexOf('-') + 1)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw new IllegalArgumentException(name + " names no unit");
        };
    }

    /** When the business day begins, local time. */
    public LocalTime businessDayStart() {
        return read("business-day.start", "a time such as 06:00", LocalTime::parse);
    }

    private void check() {
        for (String name : values.keySet()) {
            if (name.matches(".*-(ms|s|h|d)")) {
                duration(name);
            }
        }
        number("redis.queue-rows");
        number("flush.rows");
        number("dead-letters.max-bytes");
        number("cache.entries");
        if (!text("parallelism").isEmpty()) {
            number("parallelism");
        }
        businessDayStart();
        if (!text("postgres.schema").matches("[a-z_][a-z0-9_]*")) {
            throw new IllegalArgumentException("--postgres.schema: '" + text("postgres.schema")
                    + "' is not a name of lower-case letters, digits and _");
        }
        checkRedis();
        if (duration("bucket.retention-d").compareTo(duration("bucket.grace-h")) <= 0) {
            throw new IllegalArgumentException("--bucket.retention-d must be longer than --bucket.grace-h");
        }
    }

    // What came is not repeated: it may hold a password.
    private void checkRedis() {
        try {
            URI uri = new URI(text("redis.uri"));
            String path = uri.getPath() == null ? "" : uri.getPath();
            if (REDIS_SCHEMES.contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null && uri.getPort() > 0 && path.matches("|/|/[0-9]{1,5}")) {
                return;
            }
        } catch (URISyntaxException unreadable) {
            // told below, with what was expected
        }
        throw new IllegalArgumentException("--redis.uri is not an address such as redis://localhost:6379 or "
                + "rediss://user:password@redis.example.com:6380/0");
    }

    private <T> T read(String name, String expected, Function<String, T> reader) {
        String text = text(name);
        try {
            T value = reader.apply(text);
            if (value != null) {
                return value;
            }
        } catch (NumberFormatException | DateTimeException unreadable) {
            // told below, with what was expected
        }
        throw new IllegalArgumentException("--" + name + ": '" + text + "' is not " + expected);
    }
}
