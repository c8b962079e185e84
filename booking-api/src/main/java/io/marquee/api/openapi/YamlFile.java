package io.marquee.api.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML of the class path as plain maps, lists, texts, numbers and booleans, and back. */
public final class YamlFile {

    private static final int WIDTH = 100;

    private YamlFile() {}

    /**
     * Reads a resource that holds one object.
     *
     * @throws IllegalStateException when there is no such resource
     */
    public static Map<String, Object> read(String resource) {
        try (InputStream in = YamlFile.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Reads a text that holds one object. */
    public static Map<String, Object> parse(String text) {
        return object(reader().load(text));
    }

    /** Writes an object in block style, in the order of its keys. */
    public static String write(Map<String, Object> object) {
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        style.setIndicatorIndent(2);
        style.setIndentWithIndicator(true);
        style.setWidth(WIDTH);
        style.setSplitLines(true);
        return new Yaml(new Representer(style), style).dump(object);
    }

    /** A value that is known to be an object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static Yaml reader() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(16 << 20);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(limits), new Representer(unused), unused, limits, new JsonTypes());
    }

    /** The types of JSON alone: what looks like a date stays a text. */
    private static final class JsonTypes extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "tfTF");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
