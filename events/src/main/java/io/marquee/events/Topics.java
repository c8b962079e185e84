package io.marquee.events;

/** The Kafka topics of Marquee. Records of one key stay in order: they share a partition. */
public final class Topics {

    /** {@link SeatEvent}s, keyed by showing. */
    public static final String SEAT_LOCKS = "seat-locks";

    /** {@link BookingEvent}s, keyed by showing. */
    public static final String BOOKINGS = "bookings";

    /** {@link SalesEvent}s of the API, of tills and of imports, keyed by theater. */
    public static final String SALES = "sales";

    /** Records that were refused, byte for byte, with the headers below. */
    public static final String DEAD_LETTERS = "dead-letters";

    /**
     * Header of a record: the HTTP request that it comes from, UTF-8 text, as the API's log and answers have it.
     * Records that come from no request lack it; a dead letter has that of its record.
     */
    public static final String REQUEST_ID = "request_id";

    /** Headers of a dead letter; values are UTF-8 text. */
    public static final class DeadLetterHeaders {
        /** The topic that the record came from. */
        public static final String TOPIC = "topic";
        /** The partition that the record came from, in decimal. */
        public static final String PARTITION = "partition";
        /** The offset of the record in that partition, in decimal. */
        public static final String OFFSET = "offset";
        /** Why it was refused, a fixed word such as {@code invalid-value}. */
        public static final String REASON = "reason";
        /** The same for people: field, value, what was expected. */
        public static final String DETAIL = "detail";
        /** What the detail begins with when the record was too large for the topic and its value lost its end. */
        public static final String CUT = "cut from ";

        private DeadLetterHeaders() {}
    }

    private Topics() {}
}
