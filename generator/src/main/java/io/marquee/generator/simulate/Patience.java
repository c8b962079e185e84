package io.marquee.generator.simulate;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Which failures a customer takes for no failure of the service, and answers by asking the same again. */
enum Patience {

    /** None. */
    NONE,

    /** A connection that was closed or reset before the answer came: what any client of HTTP has to expect. */
    RESETS,

    /** These, an API that is not there, and the answers of one, or of a proxy before it, that is going or coming. */
    OUTAGES;

    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    /** Whether an answer with this status is put up with. */
    boolean bears(int status) {
        return this == OUTAGES && AWAY.contains(status);
    }

    /** Whether it is put up with that no answer came. */
    boolean bears(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        boolean reset = cause instanceof IOException
                && !(cause instanceof ConnectException)
                && !(cause instanceof HttpTimeoutException);
        return this == OUTAGES || this == RESETS && reset;
    }
}
