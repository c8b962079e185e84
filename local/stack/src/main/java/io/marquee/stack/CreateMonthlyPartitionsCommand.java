package io.marquee.stack;

import io.marquee.generator.delivery.MonthPartitions;
import io.marquee.generator.endpoint.Endpoints;
import io.marquee.generator.endpoint.StackCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code marquee create-monthly-partitions}. */
@Command(
        name = "create-monthly-partitions",
        sortOptions = false,
        description = "Makes the partitions of analytics.movie_daily_sales for the months of some years, each with an "
                + "index on movie and one on theater. Months that are there stay; rows that lie in the default "
                + "partition move. The running system makes the coming months by itself; this is for years of history.")
final class CreateMonthlyPartitionsCommand extends StackCommand {

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;

    @Option(names = {"-s", "--start"}, paramLabel = "YEAR", required = true, description = "First year.")
    private int start;

    @Option(names = {"-e", "--end"}, paramLabel = "YEAR", required = true, description = "Last year.")
    private int end;

    @Override
    protected int run(Endpoints endpoints) throws SQLException {
        if (start < FIRST_YEAR || end > LAST_YEAR || end < start) {
            throw new ParameterException(spec().commandLine(), "give years from " + FIRST_YEAR + " to " + LAST_YEAR
                    + ", the first not after the last: -s " + start + " -e " + end);
        }
        try (Connection connection = connect(endpoints)) {
            int made = new MonthPartitions(connection)
                    .ensure(LocalDate.of(start, 1, 1), LocalDate.of(end, 12, 31));
            out().printf(Locale.ROOT, "%d partitions made, %d were there%n", made, (end - start + 1) * 12 - made);
            out().flush();
            return 0;
        }
    }
}
