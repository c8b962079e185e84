package io.marquee.stack.up;

import io.marquee.local.PostgresServer;
import io.marquee.stack.data.DataFolder;
import io.marquee.stack.data.Secrets;
import io.marquee.stack.process.ChildProcess;
import io.marquee.stack.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The booking API as a process of its own. */
final class ApiProcess {

    static final String NAME = "api";

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final DataFolder data;
    private final Installation installation;
    private final int port;
    private final Endpoints endpoints;

    ApiProcess(DataFolder data, Installation installation, int port, Endpoints endpoints) {
        this.data = data;
        this.installation = installation;
        this.port = port;
        this.endpoints = endpoints;
    }

    /**
     * Starts the API and waits until it is ready to serve.
     *
     * @throws IOException with the last lines of its log when it does not come up within two minutes
     */
    ChildProcess start() throws IOException {
        List<String> command = new JavaCommand("io.marquee.api.Application")
                .options("-Xmx320m", "-XX:MaxMetaspaceSize=192m", "-XX:MaxDirectMemorySize=128m", "-XX:+UseG1GC",
                        "-Dio.netty.allocator.type=pooled", "-XX:+ExitOnOutOfMemoryError")
                .classPath(installation.apiJar())
                .classPath(installation.apiLibraries())
                .classPath(installation.launcherJar())
                .build();
        ChildProcess process = ChildProcess.start(new ChildProcess.Recipe(
                NAME, command, environment(), data.of("run"), data.log(NAME), data.of("run")));
        try {
            awaitReady(process);
        } catch (IOException e) {
            process.kill();
            throw e;
        }
        return process;
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        environment.put("DATASOURCES_DEFAULT_URL", endpoints.postgres());
        environment.put("DATASOURCES_DEFAULT_USERNAME", PostgresServer.USER);
        environment.put("DATASOURCES_DEFAULT_PASSWORD", PostgresServer.USER);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", endpoints.kafka());
        environment.put("REDIS_URI", endpoints.redis());
        environment.put("MARQUEE_JWT_SECRET", new Secrets(data.of("secrets")).get("jwt"));
        return environment;
    }

    private void awaitReady(ChildProcess process) throws IOException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        HttpRequest readiness = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady(client, readiness)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the API did not come up; " + process.lastWords());
            }
            pause();
        }
    }

    private static boolean isReady(HttpClient client, HttpRequest readiness) throws IOException {
        try {
            return client.send(readiness, BodyHandlers.discarding()).statusCode() == 200;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the API was starting", e);
        } catch (HttpConnectTimeoutException e) { // not listening yet
            return false;
        } catch (HttpTimeoutException e) {
            // It listens, which it does only when it is up, and is busy: customers came back before this question.
            return true;
        } catch (IOException e) { // not listening yet
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the API was starting", e);
        }
    }
}
