package io.marquee.api.live;

import java.util.Map;

/**
 * The truth at one moment, as the database has it.
 *
 * @param version of the whole; {@link Long#MIN_VALUE} where the whole has none
 * @param listed by name; what is not listed is in its resting state
 */
record LiveReading<T extends Change<T>>(long version, Map<String, T> listed) {}
