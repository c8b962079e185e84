package io.marquee.api.openapi;

import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemType;
import io.marquee.api.problem.ProblemTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds to each operation what its annotations need not repeat: common answers, problem types, examples, an id. */
final class Completion {

    private static final String REFERENCE = "$ref";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String EXAMPLES = "#/components/examples/";
    private static final String RESPONSES = "#/components/responses/";
    private static final Map<Integer, String> COMMON = Map.of(
            400, "A value is missing, malformed or out of its range; errors names the fields",
            401, "No valid token",
            403, "The role of the token is not enough",
            404, "There is no such thing, or it is someone else's",
            408, "The body did not come as a whole in time",
            409, "The first request with this Idempotency-Key is under way",
            413, "The body is too large",
            415, "The body is not of a type that is read here",
            422, "The Idempotency-Key came with another request before",
            503, "The service is busy or restarting; Retry-After tells when to try again");
    private static final Map<String, String> TAGS = new TreeMap<>(Map.of(
            "account", "Tokens for guests and accounts.",
            "administration", "Changes of the catalogue and of accounts, for staff and administrators.",
            "bookings", "Paying for held seats, and giving them back.",
            "catalogue", "What is shown, where and when.",
            "events", "Sales and refunds of tills and partners, and the log of what happened.",
            "payments", "What payment providers tell.",
            "reports", "What the theaters earn.",
            "seats", "Seat maps, and holds on seats.",
            "ticket", "Tickets to print, to carry in a calendar, and to check in."));

    private final ProblemTypes problems;
    private final Examples examples;
    private final Map<String, Object> components;
    private final Map<String, Map<String, Object>> commonUsed = new TreeMap<>();
    private final TreeSet<String> shownSchemas = new TreeSet<>();
    private final TreeSet<String> tags = new TreeSet<>();

    Completion(ProblemTypes problems, Examples examples, Map<String, Object> components) {
        this.problems = problems;
        this.examples = examples;
        this.components = components;
    }

    Map<String, Object> complete(String method, String path, Map<String, Object> operation) {
        ((List<?>) operation.getOrDefault("tags", List.of())).forEach(tag -> tags.add((String) tag));
        operation.put("operationId", id(method, path));
        List<?> parameters = (List<?>) operation.getOrDefault("parameters", List.of());
        parameters.forEach(parameter -> completeParameter(YamlFile.object(parameter)));
        boolean body = operation.get("requestBody") instanceof Map;
        if (body) {
            addExamples(YamlFile.object(operation.get("requestBody")));
        }
        Map<String, Object> responses = new TreeMap<>(YamlFile.object(operation.get("responses")));
        addCommon(responses, operation, !parameters.isEmpty(), body);
        for (ProblemType type : problems.all()) {
            if (names(type, method, path)) {
                responses.computeIfAbsent(
                        String.valueOf(type.status()),
                        status -> type.operations().contains("*")
                                ? common(type.status())
                                : new LinkedHashMap<>(Map.of("description", type.meaning())));
            }
        }
        responses.forEach((status, response) ->
                completeResponse(method, path, operation, status, YamlFile.object(response)));
        operation.put("responses", responses);
        return inOrder(operation);
    }

    /** All tags that operations have, described. */
    List<Map<String, Object>> tags() {
        List<Map<String, Object>> described = new ArrayList<>();
        for (String tag : tags) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", tag);
            if (tag.equals("problems")) {
                entry.put("description", problemTable());
            } else if (TAGS.containsKey(tag)) {
                entry.put("description", TAGS.get(tag));
            }
            described.add(entry);
        }
        return described;
    }

    /** Adds the examples that operations refer to. */
    void addComponents() {
        Map<String, Object> all = new TreeMap<>();
        for (String schema : shownSchemas) {
            all.put(schema, new LinkedHashMap<>(Map.of("value", examples.of(schema))));
        }
        for (ProblemType type : problems.all()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("type", type.type());
            document.put("title", type.title());
            document.put("status", type.status());
            document.put("instance", "/the/path/asked/for");
            document.putAll(type.example());
            Map<String, Object> example = new LinkedHashMap<>();
            example.put("summary", type.title());
            example.put("value", document);
            all.put(problemName(type), example);
        }
        components.put("examples", all);
        commonUsed.forEach((name, response) -> completeResponse(
                "any", "*", Map.of("security", List.of("any")), name.replaceAll("\\D", ""), response));
        components.put("responses", new TreeMap<String, Object>(commonUsed));
    }

    private void addCommon(
            Map<String, Object> responses, Map<String, Object> operation, boolean parameters, boolean body) {
        List<Integer> statuses = new ArrayList<>(List.of(408, 413)); // a body can come where none belongs, too
        if (parameters || body) {
            statuses.add(400);
        }
        if (body) {
            statuses.add(415);
        }
        if (isSecured(operation)) {
            statuses.add(401);
        }
        if (hasIdempotencyKey(operation)) {
            statuses.add(409);
            statuses.add(422);
        }
        for (int status : statuses) {
            responses.computeIfAbsent(String.valueOf(status), code -> common(status));
        }
    }

    private void completeResponse(
            String method, String path, Map<String, Object> operation, String code, Map<String, Object> response) {
        if (response.containsKey(REFERENCE)) {
            return;
        }
        int status = Integer.parseInt(code);
        if (String.valueOf(response.get("description")).endsWith(code + " response")
                || response.get("description") == null) {
            response.put("description", operation.get("summary"));
        }
        if (status < 400) {
            addExamples(response);
        } else {
            Map<String, Object> content = YamlFile.object(
                    response.computeIfAbsent("content", name -> new LinkedHashMap<>(Map.of(
                            Problem.MEDIA_TYPE,
                            new LinkedHashMap<>(Map.of("schema", Map.of(REFERENCE, SCHEMAS + "Problem")))))));
            // An annotation without a media type means a problem too.
            if (content.containsKey("application/json")) {
                content.put(Problem.MEDIA_TYPE, content.remove("application/json"));
            }
            Map<String, Object> shown = new TreeMap<>();
            for (ProblemType type : problems.all()) {
                if (type.status() == status && isOf(type, method, path, operation)) {
                    shown.put(type.kind(), Map.of(REFERENCE, EXAMPLES + problemName(type)));
                }
            }
            if (!shown.isEmpty() && content.get(Problem.MEDIA_TYPE) instanceof Map<?, ?> media) {
                YamlFile.object(media).put("examples", shown);
            }
        }
    }

    // An answer that many operations have stands once among the components.
    private Map<String, Object> common(int status) {
        String name = "status-" + status;
        commonUsed.computeIfAbsent(
                name, unused -> new LinkedHashMap<>(Map.of("description", COMMON.get(status))));
        return new LinkedHashMap<>(Map.of(REFERENCE, RESPONSES + name));
    }

    private static boolean isOf(ProblemType type, String method, String path, Map<String, Object> operation) {
        if (!type.operations().isEmpty()) {
            return names(type, method, path);
        }
        return switch (type.kind()) {
            case "idempotency-key-reused", "request-in-flight" -> hasIdempotencyKey(operation);
            case "unauthorized" -> isSecured(operation);
            case "foreign-origin" -> false;
            default -> true;
        };
    }

    private static boolean names(ProblemType type, String method, String path) {
        return type.operations().contains("*")
                || type.operations().contains(method.toUpperCase(Locale.ROOT) + " " + path);
    }

    private static boolean isSecured(Map<String, Object> operation) {
        return operation.get("security") instanceof List<?> security && !security.isEmpty();
    }

    private static boolean hasIdempotencyKey(Map<String, Object> operation) {
        return ((List<?>) operation.getOrDefault("parameters", List.of())).stream()
                .anyMatch(parameter -> "Idempotency-Key".equals(YamlFile.object(parameter).get("name")));
    }

    private void completeParameter(Map<String, Object> parameter) {
        Corrections.applyToParameter(parameter);
        if (parameter.get("schema") instanceof Map<?, ?> schema && !parameter.containsKey("example")) {
            Object example = examples.of(YamlFile.object(schema), (String) parameter.get("name"));
            if (example != null) {
                parameter.put("example", example);
            }
        }
    }

    // Of a request's body or an answer.
    private void addExamples(Map<String, Object> holder) {
        if (!(holder.get("content") instanceof Map<?, ?> content)) {
            return;
        }
        YamlFile.object(content).forEach((type, value) -> {
            Map<String, Object> media = YamlFile.object(value);
            if (media.containsKey("examples") || media.containsKey("example") || type.startsWith("text/")
                    || type.equals("application/pdf") || !(media.get("schema") instanceof Map<?, ?> schema)) {
                return;
            }
            if (schema.get(REFERENCE) instanceof String reference) {
                String name = reference.substring(SCHEMAS.length());
                shownSchemas.add(name);
                media.put("examples", Map.of("usual", Map.of(REFERENCE, EXAMPLES + name)));
            } else if (!schema.isEmpty()) {
                media.put("example", examples.of(YamlFile.object(schema), "value"));
            }
        });
    }

    private String problemTable() {
        StringBuilder table = new StringBuilder(
                "Every error is an application/problem+json document (RFC 9457). Its type leads to its description:"
                        + "\n\n");
        for (ProblemType type : problems.all()) {
            table.append("- [").append(type.kind()).append("](").append(type.type()).append(") (")
                    .append(type.status()).append("): ").append(type.meaning()).append('\n');
        }
        return table.append("- about:blank: the status says it all, such as 405 or 413\n").toString();
    }

    private static String problemName(ProblemType type) {
        return "problem-" + type.kind();
    }

    // Ids from method names would clash, and be numbered in the compiler's order.
    private static String id(String method, String path) {
        StringBuilder id = new StringBuilder(method);
        for (String part : path.split("[^A-Za-z0-9]+")) {
            if (!part.isEmpty()) {
                id.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return id.toString();
    }

    private static Map<String, Object> inOrder(Map<String, Object> operation) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (String part : List.of(
                "tags", "summary", "description", "operationId", "security", "parameters", "requestBody",
                "responses")) {
            if (operation.containsKey(part)) {
                ordered.put(part, operation.get(part));
            }
        }
        operation.forEach(ordered::putIfAbsent);
        return ordered;
    }
}
