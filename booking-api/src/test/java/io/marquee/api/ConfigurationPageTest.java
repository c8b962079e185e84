package io.marquee.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.scheduling.annotation.Scheduled;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The page that lists all settings is held against the settings that there are. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (?:`([^`]*)`|([^|]*?)) \\| (.+) \\|$");
    private static final Pattern NAME = Pattern.compile("\\$\\{([a-z][a-z0-9.-]*)(?::([^}]*))?}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[A-Z_]+:`?(.*?)`?}");

    @Test
    void seesWhatClassesAskForAndDependOn() throws Exception {
        TreeMap<String, String> settings = new TreeMap<>();
        ofClasses(settings);

        assertThat(settings).containsKeys(
                "marquee.report.roll-up", "marquee.database.migrate", "marquee.payment.reconcile-every");
    }

    @Test
    void listsEverySettingOfMarqueeWithItsDefault() throws Exception {
        TreeMap<String, String> settings = new TreeMap<>();
        ofClasses(settings);
        ofFile(settings);

        Map<String, String> page = page();
        page.keySet().removeIf(name -> !name.startsWith("marquee."));

        assertThat(page).containsExactlyInAnyOrderEntriesOf(settings);
    }

    @Test
    void namesTheServersAsTheFileDoes() throws Exception {
        TreeMap<String, String> file = new TreeMap<>();
        flatten("", file(), file);

        assertThat(page())
                .containsEntry("datasources.default.url", file.get("datasources.default.url"))
                .containsEntry("datasources.default.username", file.get("datasources.default.username"))
                .containsEntry("datasources.default.password", file.get("datasources.default.password"))
                .containsEntry("datasources.default.maximum-pool-size",
                        file.get("datasources.default.maximum-pool-size"))
                .containsEntry("kafka.bootstrap.servers", file.get("kafka.bootstrap.servers"))
                .containsEntry("redis.uri", file.get("redis.uri"))
                .containsEntry("micronaut.server.port", file.get("micronaut.server.port"));
    }

    private static Map<String, String> page() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            rows.put(row.group(1), row.group(2) == null ? "" : row.group(2));
        }
        return rows;
    }

    private static void ofFile(Map<String, String> settings) throws IOException {
        TreeMap<String, String> file = new TreeMap<>();
        flatten("", file(), file);
        file.forEach((name, value) -> {
            if (name.startsWith("marquee.")) {
                Matcher placeholder = PLACEHOLDER.matcher(value);
                settings.put(name, placeholder.matches() ? placeholder.group(1) : value);
            }
        });
    }

    private static Map<?, ?> file() throws IOException {
        try (InputStream yaml = ConfigurationPageTest.class.getResourceAsStream("/application.yml")) {
            return new Yaml().load(yaml);
        }
    }

    private static void flatten(String prefix, Map<?, ?> from, Map<String, String> to) {
        from.forEach((key, value) -> {
            if (value instanceof Map<?, ?> deeper) {
                flatten(prefix + key + ".", deeper, to);
            } else {
                to.put(prefix + key, String.valueOf(value));
            }
        });
    }

    /** Settings that a class asks for, or depends on, by name; with the default that it names, if the file has none. */
    private static Map<String, String> namedIn(Class<?> type) {
        Map<String, String> names = new TreeMap<>();
        for (Requires requires : type.getAnnotationsByType(Requires.class)) {
            names.put(requires.property(), requires.defaultValue());
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            addNamed(constructor.getParameters(), names);
        }
        for (Method method : type.getDeclaredMethods()) {
            addNamed(method.getParameters(), names);
            for (Requires requires : method.getAnnotationsByType(Requires.class)) {
                names.put(requires.property(), requires.defaultValue());
            }
            for (Scheduled scheduled : method.getAnnotationsByType(Scheduled.class)) {
                addNamed(scheduled.fixedDelay() + scheduled.fixedRate() + scheduled.initialDelay(), names);
            }
        }
        names.keySet().removeIf(name -> !name.startsWith("marquee."));
        return names;
    }

    private static void addNamed(Parameter[] parameters, Map<String, String> names) {
        for (Parameter parameter : parameters) {
            for (Value value : parameter.getAnnotationsByType(Value.class)) {
                addNamed(value.value(), names);
            }
        }
    }

    private static void addNamed(String text, Map<String, String> names) {
        NAME.matcher(text).results().forEach(
                name -> names.put(name.group(1), name.group(2) == null ? "" : name.group(2)));
    }

    /** Settings that are not in the file have their defaults at the records that hold them. */
    private static void ofClasses(Map<String, String> settings) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(CLASSES)) {
            files = all.filter(file -> file.toString().endsWith(".class") && !file.toString().contains("$")).toList();
        }
        for (Path file : files) {
            String name = CLASSES.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
            Class<?> type = Class.forName(name, false, ConfigurationPageTest.class.getClassLoader());
            namedIn(type).forEach(settings::putIfAbsent);
            ConfigurationProperties properties = type.getAnnotation(ConfigurationProperties.class);
            if (properties != null && type.isRecord()) {
                for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
                    Bindable bindable = parameter.getAnnotation(Bindable.class);
                    settings.put(
                            properties.value() + "." + NameUtils.hyphenate(parameter.getName()),
                            bindable == null ? "" : bindable.defaultValue());
                }
            }
        }
    }
}
