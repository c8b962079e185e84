package io.marquee.pipeline.bench;

/** What is measured. */
enum Contender {
    /** Reads and decodes the events, and drops them: what no job can be faster than. */
    READ("(a) read and decode only"),
    /** The job as it is, with both sinks. */
    BOX_OFFICE("(b) BoxOfficeJob, both sinks"),
    /** The day's total alone, as introductions to Flink write it, without sinks. */
    TEXTBOOK("(c) textbook: id and day in RocksDB");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
