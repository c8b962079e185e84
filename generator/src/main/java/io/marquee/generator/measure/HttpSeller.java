package io.marquee.generator.measure;

import java.io.IOException;
import java.util.List;

/** Sells over the API. */
final class HttpSeller implements Seller {

    private final PlainHttp http;
    private final List<String> tokens;

    /**
     * @param base URL of the API
     * @param tokens of the holders
     */
    HttpSeller(String base, List<String> tokens) throws IOException {
        http = new PlainHttp(base);
        this.tokens = tokens;
    }

    @Override
    public void sell(long showtime, String seat, int holder) throws IOException {
        String token = tokens.get(holder);
        String hold = field(
                post("/showtimes/" + showtime + "/holds", token, "{\"seats\":[\"" + seat + "\"]}"), "hold_id");
        post("/bookings", token, "{\"hold_id\":\"" + hold + "\",\"email\":\"bench@example.com\",\"payment\":"
                + "{\"method\":\"mock\",\"token\":\"tok_ok\"}}");
    }

    private String post(String path, String token, String json) throws IOException {
        String answer = http.post(path, token, json);
        if (http.status() != 201) {
            throw new IllegalStateException("POST " + path + " answered " + http.status() + " " + answer);
        }
        return answer;
    }

    /** A text field of an answer that is known to have it. */
    static String field(String json, String name) {
        int start = json.indexOf(':', json.indexOf("\"" + name + "\"")) + 2;
        return json.substring(start, json.indexOf('"', start));
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
