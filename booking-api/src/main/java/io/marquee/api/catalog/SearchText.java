package io.marquee.api.catalog;

/** Search words as SQL patterns take them. */
final class SearchText {

    private SearchText() {}

    /** Makes the wildcards of LIKE plain characters; null stays null. */
    static String escape(String search) {
        return search == null ? null : search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /** Null for a search that says nothing. */
    static String orNull(String search) {
        return search == null || search.isBlank() ? null : search.strip();
    }
}
