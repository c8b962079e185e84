package io.marquee.generator.audit;

import io.marquee.generator.endpoint.DurationOption;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import io.marquee.generator.endpoint.UnreachableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** {@code marquee audit}: does everything add up. */
@Command(
        name = "audit",
        sortOptions = false,
        description = {
            "Adds up every distinct event of the sales topic by itself, and compares the totals in PostgreSQL and "
                    + "Redis with that to the cent. Also checks that seats, bookings, payments, the outbox and Kafka "
                    + "agree.",
            "Exits with 0 when nothing differs, 1 when something does, 2 when a server is not there."
        })
public final class AuditCommand extends StackCommand {

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "30s", converter = DurationOption.class,
            description = "How long differences may stand still, because the pipeline may be at work, before they are "
                    + "believed (default: ${DEFAULT-VALUE}).")
    private Duration patience;

    @Option(names = "--limit", paramLabel = "TIME", defaultValue = "2m", converter = DurationOption.class,
            description = "How long to follow events that keep coming, which the totals are always a moment behind, "
                    + "before giving up with exit code 2 (default: ${DEFAULT-VALUE}).")
    private Duration limit;

    @Option(names = "--day-start", paramLabel = "HH:MM", defaultValue = "00:00",
            description = "When the business day begins, as the box-office job was told (default: ${DEFAULT-VALUE}).")
    private LocalTime dayStart;

    @Option(names = "--retention", paramLabel = "TIME", defaultValue = "400d", converter = DurationOption.class,
            description = "How long after its end a day still takes events, as the box-office job was told; the "
                    + "shortest where that was changed (default: ${DEFAULT-VALUE}).")
    private Duration retention;

    @Option(names = "--topic-prefix", paramLabel = "TEXT", defaultValue = "",
            description = "What the names of the topics begin with, where several systems share a broker "
                    + "(default: nothing).")
    private String topicPrefix;

    @Override
    protected int run(Endpoints endpoints) throws InterruptedException {
        long begin = System.nanoTime();
        requireKafka(endpoints);
        Connection connection = connect(endpoints);
        try (Audit audit = new Audit(endpoints, connection, topicPrefix, dayStart, retention)) {
            Audit.Result result = audit.run(patience, limit);
            AuditReport.print(result, (System.nanoTime() - begin) / 1e9, out());
            return result.differences().count() == 0 ? 0 : 1;
        } catch (RestlessException restless) {
            err().println(spec().qualifiedName() + ": " + restless.getMessage());
            return UNREACHABLE;
        } catch (SQLException failure) {
            throw new UnreachableException("PostgreSQL: " + failure.getMessage(), failure);
        } catch (JedisConnectionException failure) {
            throw new UnreachableException("Redis went away: " + failure.getMessage(), failure);
        }
    }
}
