package io.marquee.stack.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The part of Flink's REST API that the web UI uses to submit and stop jobs. */
public final class FlinkRest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] EMPTY = {'{', '}'};

    private final URI base;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();

    public FlinkRest(URI base) {
        this.base = base;
    }

    /**
     * A job as the overview shows it.
     *
     * @param state Flink's word, such as {@code RUNNING}
     */
    public record Job(String id, String name, String state) {

        /** Whether it has not come to its end. */
        public boolean isLive() {
            return !List.of("FINISHED", "CANCELED", "FAILED", "SUSPENDED").contains(state);
        }
    }

    /**
     * How far a savepoint is.
     *
     * @param location where it is, once it is complete
     * @param failure why there is none, when it failed
     */
    public record Savepoint(Optional<String> location, Optional<String> failure) {}

    /** The address of the cluster's web UI. */
    public URI address() {
        return base;
    }

    /** How many task slots there are; empty while the cluster does not answer. */
    public Optional<Integer> slots() {
        return overview("slots-total");
    }

    /** How many task slots are free; empty while the cluster does not answer. */
    public Optional<Integer> freeSlots() {
        return overview("slots-available");
    }

    private Optional<Integer> overview(String field) {
        try {
            return Optional.of(get("/overview").path(field).asInt());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** All jobs that the cluster knows, ended ones too. */
    public List<Job> jobs() throws IOException {
        List<Job> jobs = new ArrayList<>();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            jobs.add(new Job(job.path("jid").asText(), job.path("name").asText(), job.path("state").asText()));
        }
        return jobs;
    }

    /** Whether every task of a job runs: a job counts as running before its tasks do. */
    public boolean allTasksRun(String jobId) throws IOException {
        JsonNode job = get("/jobs/" + jobId);
        for (JsonNode vertex : job.path("vertices")) {
            if (!vertex.path("status").asText().equals("RUNNING")) {
                return false;
            }
        }
        return job.path("state").asText().equals("RUNNING");
    }

    /** Why a job last failed, in Flink's words; empty when it did not. */
    public String rootException(String jobId) throws IOException {
        JsonNode entries = get("/jobs/" + jobId + "/exceptions").path("exceptionHistory").path("entries");
        return entries.path(0).path("stacktrace").asText("");
    }

    /** Uploads a jar and returns the id that the cluster gave it. */
    public String upload(Path jar) throws IOException {
        String boundary = UUID.randomUUID().toString();
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; "
                        + "filename=\"" + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n"),
                BodyPublishers.ofFile(jar),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        JsonNode answer = send(HttpRequest.newBuilder(base.resolve("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body));
        return Path.of(answer.path("filename").asText()).getFileName().toString();
    }

    /**
     * Runs a job of an uploaded jar.
     *
     * @param restoreFrom a savepoint or checkpoint to go on from
     * @return the id of the job
     */
    public String run(String jarId, String entryClass, List<String> arguments, Optional<String> restoreFrom)
            throws IOException {
        ObjectNode request = JSON.createObjectNode().put("entryClass", entryClass).put("allowNonRestoredState", false);
        arguments.forEach(request.putArray("programArgsList")::add);
        restoreFrom.ifPresent(path -> request.put("savepointPath", path));
        return post("/jars/" + jarId + "/run", request).path("jobid").asText();
    }

    /** Asks a job to stop with a savepoint; returns the id to ask {@link #savepoint} with. */
    public String stop(String jobId, String targetDirectory) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("targetDirectory", targetDirectory).put("drain", false);
        return post("/jobs/" + jobId + "/stop", request).path("request-id").asText();
    }

    /** Asks a job to end without a savepoint. */
    public void cancel(String jobId) throws IOException {
        send(HttpRequest.newBuilder(base.resolve("/jobs/" + jobId + "?mode=cancel"))
                .method("PATCH", BodyPublishers.noBody()));
    }

    /** How far the savepoint of a {@link #stop} is. */
    public Savepoint savepoint(String jobId, String requestId) throws IOException {
        JsonNode answer = get("/jobs/" + jobId + "/savepoints/" + requestId);
        if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return new Savepoint(Optional.empty(), Optional.empty());
        }
        JsonNode operation = answer.path("operation");
        String location = operation.path("location").asText("");
        String failure = operation.path("failure-cause").path("class").asText("unknown");
        return location.isEmpty()
                ? new Savepoint(Optional.empty(), Optional.of(failure))
                : new Savepoint(Optional.of(location), Optional.empty());
    }

    private JsonNode get(String path) throws IOException {
        return send(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    private JsonNode post(String path, ObjectNode body) throws IOException {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<byte[]> response = client.send(request.timeout(LIMIT).build(), BodyHandlers.ofByteArray());
            JsonNode answer = JSON.readTree(response.body().length == 0 ? EMPTY : response.body());
            if (response.statusCode() >= 300) {
                throw new IOException("Flink answered " + response.statusCode() + " to " + response.request().uri()
                        + ": " + answer.path("errors"));
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Flink was asked", e);
        }
    }
}
