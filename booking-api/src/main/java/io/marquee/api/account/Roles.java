package io.marquee.api.account;

/** What a token may do. */
public final class Roles {

    /** Buys under a token alone, without an account. */
    public static final String GUEST = "guest";

    /** Buys with an account. */
    public static final String CUSTOMER = "customer";

    /** Works at a theater: checks tickets in, writes events. */
    public static final String STAFF = "staff";

    /** Another company's system: writes events and reads the log of them. */
    public static final String PARTNER = "partner";

    /** Changes the catalogue. */
    public static final String ADMIN = "admin";

    private Roles() {}
}
