package io.marquee.pipeline.boxoffice;

/** How settled a total is. The order is that of a bucket's life, and decides between rows of one version. */
public enum Status {
    /** More may come. */
    PROVISIONAL("provisional"),
    /** The grace period after its end is over. */
    FINAL("final"),
    /** An event came after it was final. */
    RESTATED("restated");

    private final String word;

    Status(String word) {
        this.word = word;
    }

    /** The word in PostgreSQL and Redis. */
    public String word() {
        return word;
    }
}
