package io.marquee.pipeline.boxoffice;

import java.util.List;

/**
 * Rows that go out together, each bucket at most once.
 *
 * @param rows one or more
 */
public record SalesRows(List<SalesRow> rows) {}
