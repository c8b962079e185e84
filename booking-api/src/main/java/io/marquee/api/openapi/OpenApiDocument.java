package io.marquee.api.openapi;

import io.marquee.api.problem.ProblemTypes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The OpenAPI document: what the compiler made from the controllers, put right, with the answers that all operations
 * have in common, an example of everything, and in an order that does not depend on the compiler's.
 */
@Singleton
public final class OpenApiDocument {

    private static final String COMPILED = "META-INF/swagger/openapi.yml";
    private static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    private final String text;

    OpenApiDocument(ProblemTypes problems) {
        Map<String, Object> document = YamlFile.read(COMPILED);
        Corrections.apply(document);
        Map<String, Object> components = YamlFile.object(document.get("components"));
        Examples examples = new Examples(YamlFile.object(components.get("schemas")));
        Completion completion = new Completion(problems, examples, components);
        Map<String, Object> paths = new TreeMap<>();
        YamlFile.object(document.get("paths")).forEach((path, operations) -> {
            Map<String, Object> ordered = new LinkedHashMap<>();
            for (String method : METHODS) {
                if (YamlFile.object(operations).get(method) instanceof Map<?, ?> operation) {
                    ordered.put(method, completion.complete(method, path, YamlFile.object(operation)));
                }
            }
            paths.put(path, ordered);
        });
        document.put("paths", paths);
        document.put("tags", completion.tags());
        completion.addComponents();
        components.replaceAll((kind, named) -> new TreeMap<>(YamlFile.object(named)));
        this.text = YamlFile.write(inOrder(document));
    }

    /** The document as YAML. */
    public String text() {
        return text;
    }

    private static Map<String, Object> inOrder(Map<String, Object> document) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (String part : List.of("openapi", "info", "servers", "tags", "paths", "components")) {
            if (document.containsKey(part)) {
                ordered.put(part, document.get(part));
            }
        }
        List<String> others = new ArrayList<>(document.keySet());
        others.removeAll(ordered.keySet());
        others.forEach(part -> ordered.put(part, document.get(part)));
        return ordered;
    }
}
