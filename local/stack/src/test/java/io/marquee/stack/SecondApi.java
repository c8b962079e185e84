package io.marquee.stack;

import static org.awaitility.Awaitility.await;

import io.marquee.local.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A second booking API on the servers of a running stack, with settings of its own. */
final class SecondApi implements AutoCloseable {

    private final Process process;
    private final String url;

    private SecondApi(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static SecondApi start(BrowserStack.Shared stack, Map<String, String> settings) throws IOException {
        Path target = Path.of("").toAbsolutePath().getParent().getParent().resolve("booking-api/target");
        int port = FreePort.find();
        String url = "http://127.0.0.1:" + port;
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dio.netty.allocator.type=pooled",
                "-cp", target.resolve("marquee-booking-api.jar") + java.io.File.pathSeparator + target.resolve("lib/*"),
                "io.marquee.api.Application");
        builder.environment().putAll(Map.of(
                "MICRONAUT_SERVER_HOST", "127.0.0.1",
                "MICRONAUT_SERVER_PORT", Integer.toString(port),
                "DATASOURCES_DEFAULT_URL", stack.endpoint("postgres"),
                "KAFKA_BOOTSTRAP_SERVERS", stack.endpoint("kafka"),
                "REDIS_URI", stack.endpoint("redis"),
                "MARQUEE_JWT_SECRET", Files.readString(stack.data().resolve("secrets/jwt")).strip(),
                "MARQUEE_OUTBOX_RELAY", "false"));
        builder.environment().putAll(settings);
        Path log = stack.data().resolve("logs/second-api.log");
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        SecondApi api = new SecondApi(process, url);
        try {
            await("the second API").atMost(Duration.ofSeconds(60)).ignoreExceptions().until(api::isReady);
        } catch (RuntimeException e) {
            api.close();
            throw new IllegalStateException(Files.readString(log), e);
        }
        return api;
    }

    String url() {
        return url;
    }

    private boolean isReady() throws IOException, InterruptedException {
        HttpRequest readiness = HttpRequest.newBuilder(URI.create(url + "/health/readiness")).build();
        return HttpClient.newHttpClient().send(readiness, BodyHandlers.discarding()).statusCode() == 200;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
