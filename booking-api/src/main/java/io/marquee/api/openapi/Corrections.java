package io.marquee.api.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts right what the compiler's document says imprecisely: types that may be null, objects, enums, leaked fields. */
final class Corrections {

    private Corrections() {}

    /** Corrects a tree of the document in place. */
    static void apply(Map<String, Object> node) {
        node.remove("exampleSetFlag");
        if (node.get("type") instanceof List<?> types) {
            node.put("type", types.stream().filter(type -> !"object".equals(type)).toList());
        }
        if ("null".equals(node.get("type")) && node.remove("allOf") instanceof List<?> references) {
            node.remove("type");
            List<Object> choices = new ArrayList<>(references);
            choices.add(new LinkedHashMap<>(Map.of("type", "null")));
            node.put("anyOf", choices);
        }
        if (node.get("properties") instanceof Map || node.get("additionalProperties") instanceof Map) {
            node.putIfAbsent("type", "object");
        }
        // The wire has the words of enums in lower case; the compiler knows only their names.
        if (node.remove("x-type") != null && node.get("enum") instanceof List<?> names) {
            node.put("type", "string");
            node.put("enum", names.stream().map(name -> ((String) name).toLowerCase(Locale.ROOT)).toList());
        }
        node.values().forEach(Corrections::applyToAny);
    }

    /** A parameter that may be left out is not null when it is there. */
    static void applyToParameter(Map<String, Object> parameter) {
        parameter.remove("explode");
        if (parameter.get("schema") instanceof Map<?, ?> map) {
            Map<String, Object> schema = YamlFile.object(map);
            schema.put("type", Examples.type(schema));
        }
    }

    private static void applyToAny(Object value) {
        if (value instanceof Map<?, ?> map) {
            apply(YamlFile.object(map));
        } else if (value instanceof List<?> list) {
            list.forEach(Corrections::applyToAny);
        }
    }
}
