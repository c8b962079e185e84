package io.marquee.api.limit;

import io.micronaut.aop.Around;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The operation answers 429 to whoever asks too often. */
@Around
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RateLimited {

    /** Which limits count it. */
    Kind value();

    /** What is counted together. */
    enum Kind {
        /** Tokens and accounts: by address. */
        ACCOUNT,
        /** Holds, their extension and their end: by caller, and by address. */
        HOLD,
        /** Searches by title, name, genre or actor: by address. The same list without a search is free. */
        SEARCH
    }
}
