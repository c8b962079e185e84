package io.marquee.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.problem.ProblemType;
import io.marquee.api.problem.ProblemTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers rely on does not change unnoticed: the document is compared with the one that was agreed on. */
class OpenApiStabilityTest {

    private static final Path AGREED = Path.of("src/test/resources/openapi.yml");
    private static final String UPDATE = "mvn -q -pl booking-api -am test -Dtest=OpenApiStabilityTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Dopenapi.update=true";
    private static final Pattern KIND = Pattern.compile(
            "(?:conflict\\(\\s*|HttpStatus\\.\\w+,\\s*)\"([a-z]+(?:-[a-z]+)*)\",\\s+\"[A-Z]");

    private final ProblemTypes problems = new ProblemTypes();
    private final OpenApiDocument document = new OpenApiDocument(problems);

    @Test
    void theDocumentIsTheOneThatWasAgreedOn(@TempDir Path folder) throws IOException {
        if (Boolean.getBoolean("openapi.update")) {
            Files.writeString(AGREED, document.text());
        }
        Path now = Files.writeString(folder.resolve("openapi.yml"), document.text());

        assertThat(now)
                .as("The OpenAPI document has changed. When that is intended, regenerate %s and commit it:%n  %s%n",
                        AGREED, UPDATE)
                .hasSameTextualContentAs(AGREED);
    }

    @Test
    void theDocumentIsTheSameEachTime() {
        assertThat(new OpenApiDocument(problems).text()).isEqualTo(document.text());
    }

    @Test
    void everyOperationIsComplete() {
        List<String> gaps = new ArrayList<>();
        operations((name, operation) -> {
            for (String part : List.of("summary", "operationId", "tags", "responses")) {
                if (!operation.containsKey(part)) {
                    gaps.add(name + " has no " + part);
                }
            }
            if (operation.get("requestBody") instanceof Map<?, ?> body) {
                content(YamlFile.object(body)).forEach((type, media) -> needsExample(gaps, name + " body", media));
            }
            YamlFile.object(operation.get("responses")).forEach((status, response) -> {
                Map<String, Object> content = content(resolved(YamlFile.object(response)));
                if (status.compareTo("400") >= 0) {
                    if (!content.keySet().equals(Set.of("application/problem+json"))) {
                        gaps.add(name + " " + status + " is no problem document but " + content.keySet());
                    }
                } else {
                    content.forEach((type, media) -> {
                        if (type.equals("application/json")) {
                            needsExample(gaps, name + " " + status, media);
                        }
                    });
                }
            });
        });
        assertThat(gaps).isEmpty();
    }

    @Test
    void everyTagIsDescribed() {
        List<?> tags = (List<?>) YamlFile.parse(document.text()).get("tags");
        assertThat(tags).allSatisfy(tag -> assertThat(YamlFile.object(tag)).containsKey("description"));
    }

    @Test
    void everyKindOfProblemIsDescribed() throws IOException {
        Map<String, String> thrown = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            sources.filter(path -> path.toString().endsWith(".java")).forEach(path -> kinds(path, thrown));
        }
        assertThat(thrown).as("kinds found in the sources").hasSizeGreaterThan(20);
        assertThat(thrown.keySet()).as("add what is missing to openapi/problem-types.yml")
                .isSubsetOf(problems.all().stream().map(ProblemType::kind).toList());
    }

    @Test
    void theOperationsOfProblemTypesExist() {
        TreeSet<String> known = new TreeSet<>();
        operations((name, operation) -> known.add(name));
        known.add("*");
        for (ProblemType type : problems.all()) {
            assertThat(known).as(type.kind()).containsAll(type.operations());
        }
    }

    private static void needsExample(List<String> gaps, String where, Object media) {
        Map<String, Object> entry = YamlFile.object(media);
        if (!entry.containsKey("example") && !entry.containsKey("examples")) {
            gaps.add(where + " has no example");
        }
    }

    private Map<String, Object> resolved(Map<String, Object> response) {
        if (!(response.get("$ref") instanceof String reference)) {
            return response;
        }
        Map<String, Object> components = YamlFile.object(YamlFile.parse(document.text()).get("components"));
        String name = reference.substring("#/components/responses/".length());
        return YamlFile.object(YamlFile.object(components.get("responses")).get(name));
    }

    private static Map<String, Object> content(Map<String, Object> holder) {
        return holder.get("content") instanceof Map<?, ?> content ? YamlFile.object(content) : Map.of();
    }

    private static void kinds(Path source, Map<String, String> found) {
        try {
            KIND.matcher(Files.readString(source)).results()
                    .forEach(match -> found.put(match.group(1), source.getFileName().toString()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void operations(BiConsumer<String, Map<String, Object>> each) {
        YamlFile.object(YamlFile.parse(document.text()).get("paths")).forEach((path, methods) ->
                YamlFile.object(methods).forEach((method, operation) -> each.accept(
                        method.toUpperCase(Locale.ROOT) + " " + path, YamlFile.object(operation))));
    }
}
