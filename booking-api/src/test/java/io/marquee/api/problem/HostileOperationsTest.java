package io.marquee.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.account.Roles;
import io.marquee.api.openapi.OpenApiDocument;
import io.marquee.api.openapi.YamlFile;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Walks all operations of the OpenAPI document with values that nobody of good will sends; the same each time. */
class HostileOperationsTest {

    private static final long SEED = 20_261_121L;
    private static final int ROUNDS = 10;
    private static final List<Object> NASTY = new ArrayList<>(List.of(
            "", " ", "\u0000", "a\u0000b", "'; DROP TABLE booking; --", "' OR 1=1 --", "%", "\\", "{{7*7}}",
            "${jndi:ldap://x}", "../../etc/passwd", "<script>alert(1)</script>",
            "\ud83c\udfac\u202e\u0301", "x".repeat(700),
            -1, 0, Long.MAX_VALUE, Long.MIN_VALUE, 1e308, -0.5, "99999999999999999999999", "1e400", "NaN",
            true, List.of(), List.of(List.of(1), "x"), Map.of(), Map.of("$ne", 1), "2026-02-30", "+999999999-12-31",
            "0000-00-00", "9999-12-31T23:59:60Z", "Mars/Olympus", "XXX", "null", "undefined",
            "5b0f6a3e-9f2f-4c3a-8a15-0f3c3c8f3a10", "a@b", "\r\nX-Evil: 1"));
    private static TestApi api;
    private static String contents;
    private static Map<String, Object> document;
    private static final Map<String, String> CALLERS = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        api = TestApi.start();
        new TestCatalog(api.database()).showing(3, 4);
        document = YamlFile.parse(api.bean(OpenApiDocument.class).text());
        NASTY.add(null);
        CALLERS.put("nobody", null);
        CALLERS.put("guest", api.guest());
        CALLERS.put("admin", api.token("account:" + UUID.randomUUID(), Roles.ADMIN));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void noOperationFailsOrTalksTooMuch() {
        Random random = new Random(SEED);
        contents = contents();
        List<String> faults = new ArrayList<>();
        operations((name, operation) -> CALLERS.forEach((caller, token) -> {
            for (int round = 0; round < ROUNDS; round++) {
                String path = path(name.substring(name.indexOf(' ') + 1), operation, random);
                Object body = body(operation, random);
                Answer answer = api.send(name.substring(0, name.indexOf(' ')), path, token, body);
                String fault = fault(answer);
                if (fault == null && !documented(operation).contains(answer.status())) {
                    fault = "an answer that the document does not tell of";
                }
                String now = name.startsWith("GET") ? contents : contents();
                if (fault == null && answer.status() >= 400 && !now.equals(contents)) {
                    fault = "refused, and yet it changed something";
                }
                contents = now;
                if (fault != null) {
                    faults.add(fault + ": " + caller + " " + name + " as " + shortened(path) + " with "
                            + shortened(String.valueOf(body)) + " got " + answer.status() + " "
                            + shortened(answer.raw().body()));
                }
            }
        }));
        assertThat(faults).isEmpty();
    }

    @Test
    void wrongTypesMethodsAndBrokenBodiesAreProblemsEverywhere() {
        String admin = CALLERS.get("admin");
        List<String> faults = new ArrayList<>();
        operations((name, operation) -> {
            String path = path(name.substring(name.indexOf(' ') + 1), operation, new Random(SEED));
            String method = name.substring(0, name.indexOf(' '));
            List<Answer> answers = new ArrayList<>(List.of(
                    api.send("TRACE", path, admin, null),
                    api.send("PROPFIND", path, admin, null),
                    api.send(method, path, admin, null, "Accept", "image/png")));
            if (operation.containsKey("requestBody")) {
                for (String broken : List.of("{", "[1", "{\"a\":}", "\u0000", "\"", "[".repeat(2_000))) {
                    answers.add(api.send(method, path, admin, broken));
                }
                answers.add(api.send(method, path, admin, "a=b", "Content-Type", "application/x-www-form-urlencoded"));
                answers.add(api.send(method, path, admin, "<a/>", "Content-Type", "application/xml"));
                answers.add(api.send(method, path, admin, "{}", "Content-Type", "no type"));
            }
            for (Answer answer : answers) {
                String fault = fault(answer);
                if (fault != null) {
                    faults.add(fault + ": " + answer.raw().request().method() + " " + shortened(path) + " "
                            + answer.raw().request().headers().map().get("Content-Type") + " got " + answer.status()
                            + " " + shortened(answer.raw().body()));
                }
            }
        });
        assertThat(faults).isEmpty();
    }

    @Test
    void bodiesOfTenMegabytesAre413AndChangeNothing() {
        String body = "{\"seats\":[\"" + "x".repeat(10 << 20) + "\"]}";
        String before = contents();
        operations((name, operation) -> {
            if (!name.startsWith("GET")) {
                String path = name.substring(name.indexOf(' ') + 1)
                        .replaceAll("/(bookings|holds|accounts)/\\{id}", "/$1/" + UUID.randomUUID())
                        .replaceAll("\\{\\w+}", "1");
                Answer answer = api.send(name.substring(0, name.indexOf(' ')), path, CALLERS.get("admin"), body);
                assertThat(answer.status()).as(name).isEqualTo(413);
                assertThat(fault(answer)).as(name).isNull();
            }
        });
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aBodyWithoutALengthIsRefusedWhenItGetsTooLong() throws Exception {
        long showing = new TestCatalog(api.database()).showing(1, 2);
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.url() + "/showtimes/" + showing + "/cancel"))
                .header("Authorization", "Bearer " + CALLERS.get("admin"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2 << 20])))
                .build();

        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
        assertThat(api.get("/showtimes/" + showing, null).body()).containsEntry("status", "scheduled");
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() {
        for (Answer answer : List.of(
                api.get("/movies", null), api.get("/movies/0", null), api.get("/nothing", null),
                api.get("/bookings", null), api.send("DELETE", "/movies", null, null),
                api.send("POST", "/bookings", CALLERS.get("guest"), "{"), api.get("/", null),
                api.send("POST", "/bookings", null, "x".repeat(2 << 20)))) {
            for (String header : List.of(
                    "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Content-Security-Policy",
                    "Strict-Transport-Security")) {
                assertThat(answer.raw().headers().firstValue(header))
                        .as(answer.raw().request() + " " + answer.status() + " " + header).isPresent();
            }
        }
    }

    // All that callers can change, in short.
    private static String contents() {
        return api.database().withHandle(handle -> String.join(" ", handle.createQuery("""
                        SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM movie t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM theater t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM auditorium t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM showtime t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM hold t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM seat_claim t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM booking t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM payment t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM refund t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM account t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM ticket_entry t
                        UNION ALL SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM outbox t""")
                .mapTo(String.class)
                .list()));
    }

    private static List<Integer> documented(Map<String, Object> operation) {
        return YamlFile.object(operation.get("responses")).keySet().stream().map(Integer::valueOf).toList();
    }

    private static String fault(Answer answer) {
        String text = answer.raw().body();
        String type = answer.raw().headers().firstValue("content-type").orElse("");
        if (answer.status() >= 500) {
            return "a fault of the service";
        }
        boolean head = answer.raw().request().method().equals("HEAD");
        if (answer.status() >= 400 && !head && !type.equals(Problem.MEDIA_TYPE)) {
            return "no problem document but " + type;
        }
        if (answer.status() >= 400 && (text.contains("Exception") || text.contains("io.m") || text.contains("\tat ")
                || text.contains("org.") || text.contains("java.") || text.contains("SQLSTATE"))) {
            return "tells of its inside";
        }
        return answer.raw().headers().firstValue("X-Evil").isPresent() ? "a header that the caller wrote" : null;
    }

    private static String path(String template, Map<String, Object> operation, Random random) {
        String path = template;
        StringBuilder query = new StringBuilder();
        for (Object each : (List<?>) operation.getOrDefault("parameters", List.of())) {
            Map<String, Object> parameter = YamlFile.object(each);
            String name = (String) parameter.get("name");
            Object value = random.nextInt(3) == 0 ? parameter.get("example") : nasty(random);
            String encoded = URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8).replace("+", "%20");
            if ("path".equals(parameter.get("in"))) {
                path = path.replace("{" + name + "}", encoded.isEmpty() ? "%20" : encoded);
            } else if ("query".equals(parameter.get("in")) && random.nextBoolean()) {
                query.append(query.isEmpty() ? "?" : "&").append(name).append('=').append(encoded);
            }
        }
        return path + query;
    }

    // The example with one value replaced, somewhere in it; or something that is no such object at all.
    private static Object body(Map<String, Object> operation, Random random) {
        if (!(operation.get("requestBody") instanceof Map<?, ?> body)) {
            return null;
        }
        Map<String, Object> media =
                YamlFile.object(YamlFile.object(body.get("content")).values().iterator().next());
        Object example = example(media);
        return random.nextInt(5) == 0 || !(example instanceof Map)
                ? jsonOf(nasty(random))
                : spoiled(example, random);
    }

    private static Object example(Map<String, Object> media) {
        if (media.get("examples") instanceof Map<?, ?> examples) {
            Map<String, Object> first = YamlFile.object(examples.values().iterator().next());
            if (first.get("$ref") instanceof String reference) {
                Map<String, Object> components = YamlFile.object(document.get("components"));
                String name = reference.substring("#/components/examples/".length());
                first = YamlFile.object(YamlFile.object(components.get("examples")).get(name));
            }
            return first.get("value");
        }
        return media.get("example");
    }

    private static Object spoiled(Object value, Random random) {
        if (value instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(8) > 0) {
            Map<String, Object> copy = new LinkedHashMap<>(YamlFile.object(map));
            String field = new ArrayList<>(copy.keySet()).get(random.nextInt(copy.size()));
            copy.put(field, spoiled(copy.get(field), random));
            return copy;
        }
        if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(3) > 0) {
            List<Object> copy = new ArrayList<>(list);
            int index = random.nextInt(copy.size());
            copy.set(index, spoiled(copy.get(index), random));
            return copy;
        }
        return nasty(random);
    }

    private static Object jsonOf(Object value) {
        return value == null
                ? "null"
                : value instanceof String text ? "\"" + text.replaceAll("[\\\\\"\\p{Cntrl}]", "") + "\"" : value;
    }

    private static Object nasty(Random random) {
        return NASTY.get(random.nextInt(NASTY.size()));
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private static void operations(BiConsumer<String, Map<String, Object>> each) {
        YamlFile.object(document.get("paths")).forEach((path, methods) ->
                YamlFile.object(methods).forEach((method, operation) ->
                        each.accept(method.toUpperCase(Locale.ROOT) + " " + path, YamlFile.object(operation))));
    }
}
