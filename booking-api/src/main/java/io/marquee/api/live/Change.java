package io.marquee.api.live;

/**
 * The new state of one thing that watchers see: a seat of a showing, a theater's total of a day.
 *
 * @param <T> the kind of change itself
 */
interface Change<T extends Change<T>> {

    /** Grows with each change of the thing. Messages come late, twice and out of order; it tells which is true. */
    long version();

    /** Whether this is the truth when a change of that version is known already. */
    boolean supersedes(long knownVersion);
}
