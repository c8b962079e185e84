package io.marquee.stack.up;

/** What a stack consists of, in the order in which it is shown. */
enum Part {
    POSTGRES("PostgreSQL"),
    KAFKA("Kafka"),
    REDIS("Redis"),
    FLINK("Flink"),
    JOBS("Jobs"),
    DEMO("Demo data"),
    API("API");

    private final String title;

    Part(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
