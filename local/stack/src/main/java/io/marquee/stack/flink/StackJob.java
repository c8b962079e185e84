package io.marquee.stack.flink;

/** The jobs of a stack. */
public enum StackJob {
    BOX_OFFICE("box-office", "io.marquee.pipeline.boxoffice.BoxOfficeJob"),
    SEAT_MAP("seat-map", "io.marquee.pipeline.seatmap.SeatMapJob");

    private final String title;
    private final String entryClass;

    StackJob(String title, String entryClass) {
        this.title = title;
        this.entryClass = entryClass;
    }

    /** The name that the job has in Flink. */
    public String title() {
        return title;
    }

    /** The class with its main method. */
    public String entryClass() {
        return entryClass;
    }
}
