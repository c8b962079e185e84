package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The page of all settings has the options of each command as the command has them. {@code -Dpage.update=true}. */
class ToolsPageTest {

    private static final Path PAGE = Path.of("../../docs/configuration.md");
    private static final String BEGIN = "<!-- from the commands, by ToolsPageTest -->\n";
    private static final String END = "<!-- end of the commands -->\n";
    // As the help has it: the default stands at the end of the description, or before what follows a semicolon.
    private static final Pattern DEFAULT = Pattern.compile(" ?\\(default: ([^;)]*)(?:; ([^)]*))?\\)");

    @Test
    void thePageListsEveryOptionOfEveryCommandWithItsDefaultAndMeaning() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length());
        assertThat(end).isGreaterThanOrEqualTo(begin);

        StringBuilder tables = new StringBuilder();
        describe(Marquee.commandLine(), tables);
        if (Boolean.getBoolean("page.update")) {
            Files.writeString(PAGE, page.substring(0, begin) + tables + page.substring(end));
        }

        assertThat(Files.readString(PAGE)).contains(BEGIN + tables + END);
        assertThat(tables).contains("### marquee up\n").contains("### marquee bench bookings\n");
    }

    private static void describe(CommandLine command, StringBuilder tables) {
        StringBuilder rows = new StringBuilder();
        command.getCommandSpec().positionalParameters().forEach(file -> row(file.paramLabel(), file, rows));
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.usageHelp() && !option.hidden()) {
                row(String.join("`, `", option.names()), option, rows);
            }
        }
        if (!rows.isEmpty()) {
            tables.append("### ").append(command.getCommandSpec().qualifiedName(" ")).append("\n\n")
                    .append("| Option | Default | Meaning |\n|---|---|---|\n").append(rows).append('\n');
        }
        Set<CommandLine> others = new LinkedHashSet<>(command.getSubcommands().values());
        others.forEach(other -> describe(other, tables));
    }

    private static void row(String name, ArgSpec option, StringBuilder rows) {
        String meaning = String.join(" ", option.description());
        String value = option.defaultValue() == null
                ? "" : option.defaultValue().replace(System.getProperty("user.home"), "~");
        meaning = meaning.replace("${DEFAULT-VALUE}", value).replace("%n", " ").replace("%%", "%");
        Matcher said = DEFAULT.matcher(meaning);
        String shown = value.isEmpty() ? "none" : "`" + value + "`";
        if (said.find()) {
            if (value.isEmpty()) {
                shown = said.group(1);
            }
            meaning = said.replaceFirst(Matcher.quoteReplacement(said.group(2) == null ? "" : "; " + said.group(2)));
        } else if (option.required()) {
            shown = "must be given";
        } else if (option.arity().max() == 0) {
            shown = "off";
        }
        rows.append("| `").append(name).append("` | ").append(shown).append(" | ")
                .append(meaning.replace("|", "\\|")).append(" |\n");
    }
}
