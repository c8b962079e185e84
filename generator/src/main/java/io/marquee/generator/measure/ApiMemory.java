package io.marquee.generator.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;

/**
 * What the API says of its memory at {@code /prometheus}, in megabytes.
 *
 * @param heap used by objects, garbage that was not collected yet included
 * @param other used by classes, compiled code and the like
 * @param direct buffers outside of the heap, what waits for slow clients among them
 */
record ApiMemory(double heap, double other, double direct) {

    static ApiMemory of(String base) throws IOException, InterruptedException {
        String metrics = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(base + "/prometheus")).build(), BodyHandlers.ofString())
                .body();
        return new ApiMemory(
                sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
                sum(metrics, "jvm_memory_used_bytes{area=\"nonheap\""),
                sum(metrics, "jvm_buffer_memory_used_bytes{id=\"direct\""));
    }

    private static double sum(String metrics, String prefix) {
        return metrics.lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum() / 1e6;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "heap %.0f MB, direct buffers %.0f MB, other %.0f MB", heap, direct, other);
    }
}
