package io.marquee.generator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.marquee.generator.endpoint.UnreachableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Talks to the booking API as any client would, over HTTP/1.1 with connections that are kept. */
public final class ApiClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private final String base;
    private final ExecutorService threads;
    private final HttpClient http;

    /** @param base URL of the API, without a slash at the end */
    public ApiClient(String base) {
        this.base = base;
        threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "api-client");
            thread.setDaemon(true);
            return thread;
        });
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(threads)
                .build();
    }

    /** Sends a request; the future fails with an {@link IOException} when no answer came. */
    public CompletableFuture<Answer> send(ApiCall call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + call.path()))
                .timeout(ANSWER_TIMEOUT)
                .header("Accept", "application/json, application/problem+json")
                .method(call.method(), call.body() == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(call.body()));
        if (call.body() != null) {
            request.header("Content-Type", "application/json");
        }
        if (call.token() != null) {
            request.header("Authorization", "Bearer " + call.token());
        }
        if (call.idempotencyKey() != null) {
            request.header("Idempotency-Key", call.idempotencyKey());
        }
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).thenApply(ApiClient::answer);
    }

    /**
     * Sends a request and waits.
     *
     * @throws UnreachableException when no answer came
     * @throws IllegalStateException when it is not an answer that the action expects
     */
    public Answer ask(ApiCall call) {
        Answer answer;
        try {
            answer = send(call).join();
        } catch (CompletionException failure) {
            throw UnreachableException.notThere("API", base, failure.getCause());
        }
        if (!call.action().expects(answer.status())) {
            throw new IllegalStateException(call.method() + " " + call.path() + " answered " + answer.status()
                    + " " + answer.body());
        }
        return answer;
    }

    /** Reads a whole list, page by page, up to a number of items. */
    public List<JsonNode> askAll(Action action, String path, int most) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            String query = (path.contains("?") ? "&" : "?") + "limit=200" + cursor;
            JsonNode page = ask(ApiCall.get(action, path + query)).body();
            page.path("items").forEach(items::add);
            JsonNode next = page.path("next_cursor");
            cursor = next.isTextual() ? "&cursor=" + next.asText() : null;
        } while (cursor != null && items.size() < most);
        return items.size() > most ? items.subList(0, most) : items;
    }

    /** Opens a WebSocket on a path such as {@code /ws/showtimes/1}. */
    public CompletableFuture<WebSocket> watch(String path, WebSocket.Listener listener) {
        return http.newWebSocketBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .buildAsync(URI.create(base.replaceFirst("^http", "ws") + path), listener);
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        try {
            JsonNode body = response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), body);
        } catch (JsonProcessingException notJson) {
            return new Answer(response.statusCode(), MissingNode.getInstance());
        } catch (IOException impossible) {
            throw new CompletionException(impossible);
        }
    }

    /** Drops what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
