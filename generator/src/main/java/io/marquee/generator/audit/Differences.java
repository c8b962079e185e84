package io.marquee.generator.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was compared and where it differed: all are counted, the first few are kept in words. */
final class Differences {

    private static final int KEPT = 5;

    /** One kind of comparison. */
    static final class Check {
        private final String name;
        private long compared;
        private long differences;
        private final List<String> first = new ArrayList<>();

        private Check(String name) {
            this.name = name;
        }

        void compared() {
            compared++;
        }

        void compared(long more) {
            compared += more;
        }

        void differs(String what) {
            differences++;
            if (first.size() < KEPT) {
                first.add(what);
            }
        }

        /** Counts differences that are not told one by one. */
        void differsBesides(long more) {
            differences += more;
        }

        /** Adds what another check found. */
        void takeOver(Check other) {
            compared += other.compared;
            other.first.forEach(this::differs);
            differsBesides(other.differences - other.first.size());
        }

        String name() {
            return name;
        }

        long comparedCount() {
            return compared;
        }

        long count() {
            return differences;
        }

        List<String> first() {
            return first;
        }
    }

    private final Map<String, Check> checks = new LinkedHashMap<>();

    /** The comparison of that name; begun when there is none. */
    Check check(String name) {
        return checks.computeIfAbsent(name, Check::new);
    }

    List<Check> checks() {
        return List.copyOf(checks.values());
    }

    /** All differences. */
    long count() {
        return checks.values().stream().mapToLong(Check::count).sum();
    }
}
