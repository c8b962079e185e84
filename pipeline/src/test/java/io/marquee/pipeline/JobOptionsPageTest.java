package io.marquee.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The page of all settings has the jobs' options as their file has them. {@code -Dpage.update=true} writes them there.
 */
class JobOptionsPageTest {

    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final String BEGIN = "<!-- from options.properties, by JobOptionsPageTest -->\n";
    private static final String END = "<!-- end of options.properties -->\n";

    @Test
    void thePageListsEveryOptionWithItsDefaultAndMeaning() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length());
        assertThat(end).isGreaterThanOrEqualTo(begin);

        String table = table();
        if (Boolean.getBoolean("page.update")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        }

        assertThat(Files.readString(PAGE)).contains(BEGIN + table + END);
        assertThat(table.lines().filter(line -> line.startsWith("| `--")))
                .hasSize(JobOptions.defaults().shown().size() + 1); // the password is not shown
    }

    /** A paragraph of comment is what the options right below it mean. */
    private static String table() {
        StringBuilder table = new StringBuilder("| Option | Default | Meaning |\n|---|---|---|\n");
        List<String> comment = new ArrayList<>();
        for (String line : JobOptions.help().lines().toList()) {
            if (line.isEmpty()) {
                comment.clear();
            } else if (line.startsWith("#")) {
                comment.add(line.substring(1).strip());
            } else {
                String[] option = line.split("=", 2);
                table.append("| `--").append(option[0]).append("` | ")
                        .append(option[1].isEmpty() ? "none" : "`" + option[1] + "`").append(" | ")
                        .append(comment.isEmpty() ? "as above" : String.join(" ", comment).replace("|", "\\|"))
                        .append(" |\n");
                comment.clear();
            }
        }
        return table.toString();
    }
}
