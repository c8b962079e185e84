package io.marquee.pipeline.redis;

/**
 * The two keys that tell how whole a view in Redis is. Scripts compare them in the same step in which they write, so
 * that nothing is ever written into a Redis that was emptied and does not say so: readers would take the little that is
 * there for all.
 *
 * @param filledKey names the run of the server that was filled; there only when nothing is missing
 * @param run the run that it names when it is right
 * @param fillingKey there as long as something may be missing, and readers should look elsewhere
 * @param filling what it holds while the one who has these marks fills the view
 */
public record Marks(String filledKey, String run, String fillingKey, String filling) {}
