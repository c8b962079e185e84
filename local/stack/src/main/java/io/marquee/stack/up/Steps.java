package io.marquee.stack.up;

import io.marquee.stack.data.UserProblem;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Steps that run side by side, of which the first failure counts. */
final class Steps {

    /** Something that can fail in any way. */
    interface Step {
        void run() throws Exception;
    }

    private Steps() {}

    /** The step as something that a future can run. */
    static Runnable of(Step step) {
        return () -> {
            try {
                step.run();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        };
    }

    /**
     * Waits for all, or for the first that fails.
     *
     * @throws IOException with the message of the one that failed
     */
    static void await(List<CompletableFuture<Void>> steps) throws IOException, InterruptedException {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        steps.forEach(step -> step.exceptionally(failure -> {
            failed.completeExceptionally(failure);
            return null;
        }));
        CompletableFuture<Void> all = CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new));
        try {
            CompletableFuture.anyOf(all, failed).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof UserProblem problem) {
                throw problem;
            }
            throw new IOException(cause.getMessage(), cause);
        }
    }
}
