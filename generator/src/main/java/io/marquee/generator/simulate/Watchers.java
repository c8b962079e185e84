package io.marquee.generator.simulate;

import io.marquee.generator.http.ApiClient;
import io.marquee.generator.simulate.Figures.Count;
import io.marquee.generator.simulate.Listing.Showing;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** People who look on: each has a WebSocket on a showing, and opens it again when it is closed. */
final class Watchers {

    private static final long PAUSE_MILLIS = 1_000;
    private static final int GOING_AWAY = 1001;

    private final ApiClient api;
    private final Patience patience;
    private final Figures figures;
    private volatile boolean stopped;

    Watchers(ApiClient api, Patience patience, Figures figures) {
        this.api = api;
        this.patience = patience;
        this.figures = figures;
    }

    /** Lets that many people look at the showings. */
    void start(int count, List<Showing> showings, SplittableRandom random) {
        for (int i = 0; i < count && !showings.isEmpty(); i++) {
            watch("/ws/showtimes/" + showings.get(random.nextInt(showings.size())).id());
        }
    }

    void stop() {
        stopped = true;
    }

    private void watch(String path) {
        api.watch(path, new FrameCounter(path)).exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof WebSocketHandshakeException refused) {
                int status = refused.getResponse().statusCode();
                lost(path, "refused with " + status, patience.bears(status));
            } else {
                lost(path, cause.toString(), patience.bears(cause));
            }
            return null;
        });
    }

    private void lost(String path, String why, boolean borne) {
        if (stopped) {
            return;
        }
        if (borne) {
            figures.count(Count.OUTAGES);
        } else {
            figures.error(path + ": " + why);
        }
        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(() -> watch(path));
    }

    private final class FrameCounter implements WebSocket.Listener {
        private final String path;

        FrameCounter(String path) {
            this.path = path;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            if (last) {
                figures.count(Count.FRAMES);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            // 1001: the server goes away and says so, which is no failure to whoever retries at all.
            boolean borne = status == GOING_AWAY ? patience != Patience.NONE : patience == Patience.OUTAGES;
            lost(path, "closed with " + status + " " + reason, borne);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            lost(path, failure.toString(), patience.bears(failure));
        }
    }
}
