package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A customer with a guest token, who knows nothing but the HTTP API. */
final class Customer {

    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String api;
    private final String token;

    private Customer(String api, String token) {
        this.api = api;
        this.token = token;
    }

    /** Gets a token. */
    static Customer guest(String api) throws Exception {
        Customer nobody = new Customer(api, "");
        return new Customer(api, nobody.post("/auth/guest", "", 200).path("access_token").asText());
    }

    /** The same customer at another address. */
    Customer at(String otherApi) {
        return new Customer(otherApi, token);
    }

    JsonNode hold(long showtime, List<String> seats) throws Exception {
        return post("/showtimes/" + showtime + "/holds", JSON.writeValueAsString(Map.of("seats", seats)), 201);
    }

    JsonNode pay(String hold) throws Exception {
        return post("/bookings", """
                {"hold_id": "%s", "email": "guest@example.org", "payment": {"method": "mock", "token": "tok_ok"}}
                """.formatted(hold), 201);
    }

    /** Asks, and expects an answer. */
    JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send(request(path).GET());
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private JsonNode post(String path, String body, int status) throws Exception {
        HttpResponse<String> response = send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
