package io.marquee.api.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes an example of a schema: from its own example, from its default, by the names of its fields, by its format. */
final class Examples {

    private static final String FILE = "openapi/examples.yml";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final Map<String, Object> BY_FORMAT = Map.of(
            "date", "2026-11-21",
            "date-time", "2026-11-21T18:30:00Z",
            "uuid", "0192d3f0-6a3e-7f2f-8c3a-0f3c3c8f3a10",
            "binary", "…");
    private static final int DEEPEST = 12;

    private final Map<String, Object> byName = YamlFile.read(FILE);
    private final Map<String, Object> schemas;

    /** @param schemas those of the document's components */
    Examples(Map<String, Object> schemas) {
        this.schemas = schemas;
    }

    /** An example of a component. */
    Object of(String component) {
        return of(component, component, 0);
    }

    /**
     * An example of a value.
     *
     * @param name of the field or parameter that holds it
     */
    Object of(Map<String, Object> schema, String name) {
        return of(schema, name, 0);
    }

    private Object of(String component, String name, int depth) {
        return byName.get(component) instanceof List<?> whole
                ? copy(whole.get(0))
                : of(YamlFile.object(schemas.get(component)), name, depth);
    }

    private Object of(Map<String, Object> schema, String name, int depth) {
        if (depth > DEEPEST) {
            return null; // a schema that holds itself
        }
        if (schema.get("$ref") instanceof String reference) {
            return of(reference.substring(SCHEMAS.length()), name, depth + 1);
        }
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.get(choice) instanceof List<?> choices) {
                return of(YamlFile.object(choices.get(0)), name, depth + 1);
            }
        }
        if (schema.containsKey("example") || schema.containsKey("default")) {
            return schema.getOrDefault("example", schema.get("default"));
        }
        if (schema.get("enum") instanceof List<?> values) {
            return values.get(0);
        }
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            Map<String, Object> object = new LinkedHashMap<>();
            YamlFile.object(properties).forEach((field, inner) ->
                    object.put(field, of(YamlFile.object(inner), field, depth + 1)));
            return object;
        }
        return ofValue(schema, name, depth);
    }

    private Object ofValue(Map<String, Object> schema, String name, int depth) {
        String type = type(schema);
        String format = String.valueOf(schema.get("format"));
        boolean holdsObjects = schema.get("items") instanceof Map<?, ?> items && items.containsKey("$ref");
        if (!holdsObjects && !BY_FORMAT.containsKey(format) && byName.get(name) instanceof List<?> candidates) {
            for (Object candidate : candidates) {
                if (type.equals(typeOf(candidate))) {
                    return copy(candidate);
                }
            }
        }
        return switch (type) {
            case "array" -> {
                List<Object> array = new ArrayList<>();
                array.add(of(YamlFile.object(schema.get("items")), name, depth + 1));
                yield array;
            }
            case "object" -> Map.of("2026-11-21", schema.get("additionalProperties") instanceof Map<?, ?> values
                    ? of(YamlFile.object(values), name, depth + 1)
                    : 1);
            case "integer", "number" -> number(schema, name);
            case "boolean" -> true;
            default -> BY_FORMAT.getOrDefault(format, name.replace('_', ' '));
        };
    }

    private static Object number(Map<String, Object> schema, String name) {
        int usual = name.endsWith("id") ? 17 : name.endsWith("_minor") ? 2400 : 2;
        return schema.get("minimum") instanceof Integer least && least > usual ? least : usual;
    }

    /** The type of a schema, apart from null. */
    static String type(Map<String, Object> schema) {
        Object type = schema.get("type");
        if (type instanceof List<?> types) {
            type = types.stream().filter(one -> !"null".equals(one)).findFirst().orElse(null);
        }
        return type != null ? (String) type : schema.containsKey("additionalProperties") ? "object" : "string";
    }

    // The writer would name an object that comes twice, and refer to it.
    private static Object copy(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list.stream().map(Examples::copy).toList());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            YamlFile.object(map).forEach((name, inner) -> copy.put(name, copy(inner)));
            return copy;
        }
        return value;
    }

    private static String typeOf(Object value) {
        return value instanceof List ? "array"
                : value instanceof Map ? "object"
                : value instanceof Integer ? "integer"
                : value instanceof Boolean ? "boolean" : "string";
    }
}
