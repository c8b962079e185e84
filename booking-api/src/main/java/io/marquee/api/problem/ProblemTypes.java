package io.marquee.api.problem;

import io.marquee.api.openapi.YamlFile;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All kinds of problems that this API answers with, from {@code openapi/problem-types.yml}. */
@Singleton
public final class ProblemTypes {

    private static final String FILE = "openapi/problem-types.yml";
    private static final String FOLDER = "/problems/";

    private final Map<String, ProblemType> byKind = new TreeMap<>();

    /** @throws IllegalStateException when the file is missing or an entry is incomplete */
    public ProblemTypes() {
        YamlFile.read(FILE).forEach((kind, entry) -> byKind.put(kind, read(kind, YamlFile.object(entry))));
    }

    /** The {@code type} of a kind. A path: it leads to its description wherever the API stands. */
    public static String uri(String kind) {
        return FOLDER + kind;
    }

    /** All of them, by kind. */
    public Collection<ProblemType> all() {
        return byKind.values();
    }

    /** The one of this kind. */
    public Optional<ProblemType> find(String kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    private static ProblemType read(String kind, Map<String, Object> entry) {
        List<String> operations = new ArrayList<>();
        ((List<?>) entry.get("operations")).forEach(operation -> operations.add((String) operation));
        return new ProblemType(
                uri(kind),
                kind,
                (Integer) entry.get("status"),
                (String) entry.get("title"),
                (String) entry.get("meaning"),
                (String) entry.get("remedy"),
                List.copyOf(operations),
                YamlFile.object(entry.get("example")));
    }
}
