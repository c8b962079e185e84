package io.marquee.api.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DrainTest {

    @Test
    void anInstanceThatLeavesIsNotReadyServesOnFinishesWhatItHasAndSendsItsWatchersAway() {
        try (TestApi api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false", "marquee.drain.notice", "2s", "marquee.payment.mock.slow", "4s"))) {
            long showing = new TestCatalog(api.database()).showing(3, 5);
            String customer = api.guest();
            String hold = api.hold(customer, showing, "A1");
            CompletableFuture<Integer> closed = watch(api, showing);
            assertThat(api.get("/health/readiness", null).status()).isEqualTo(200);

            CompletableFuture<Answer> booking =
                    CompletableFuture.supplyAsync(() -> api.book(customer, hold, "tok_slow"));
            await().until(() -> attempts(api) == 1);
            CompletableFuture<Void> left = CompletableFuture.runAsync(
                    () -> api.bean(Drain.class).run(api.bean(EmbeddedServer.class)));

            await().until(() -> api.get("/health/readiness", null).status() == 503);
            Answer served = api.get("/showtimes/" + showing, null);
            assertThat(served.status()).isEqualTo(200);
            assertThat(served.raw().headers().firstValue("Connection")).hasValue("close");
            assertThat(closed.join()).isEqualTo(1001);
            assertThat(booking.join().status()).isEqualTo(201);
            left.join();
            assertThatThrownBy(() -> api.get("/health", null)).isInstanceOf(UncheckedIOException.class);
        }
    }

    private static long attempts(TestApi api) {
        return api.database().withHandle(
                handle -> handle.createQuery("SELECT count(*) FROM payment").mapTo(Long.class).one());
    }

    private static CompletableFuture<Integer> watch(TestApi api, long showing) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(
                URI.create(api.url().replaceFirst("^http", "ws") + "/ws/showtimes/" + showing),
                new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                        code.complete(status);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable failure) {
                        code.completeExceptionally(failure);
                    }
                }).join();
        return code;
    }
}
