package io.marquee.api.page;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The web pages: each has a module of its name, and a style sheet that it shares with the pages of its area. */
enum Page {
    HOME("Now showing", "programme"),
    MOVIE("Showtimes", "programme"),
    BOOK("Choose your seats", "booking"),
    TICKET("Your ticket", "booking"),
    MY_BOOKINGS("My bookings", "booking"),
    SALES("Box office", "sales"),
    SALES_THEATER("A theater's sales", "sales"),
    SALES_BREAKDOWN("Sales by movie, genre and region", "sales");

    private final String title;
    private final String style;

    Page(String title, String style) {
        this.title = title;
        this.style = style;
    }

    /** The name of its module and of its element. */
    String module() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The page as the browser gets it. */
    byte[] of(String shell) {
        return shell.replace("{{name}}", module())
                .replace("{{title}}", title)
                .replace("{{style}}", style)
                .getBytes(StandardCharsets.UTF_8);
    }
}
