package io.marquee.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages divide minor units by the same decimals as the API, the reports and the database. */
class PageMoneyTest {

    private static final Pattern TABLE = Pattern.compile("const DECIMALS = \\{(.+?)\\};", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile("(\\d): ((?:'[A-Z ]+'[\\s+]*)+),");

    @Test
    void everyCurrencyHasTheDecimalsThatItHasInJava() {
        Map<String, Integer> expected = new TreeMap<>(Currency.getAvailableCurrencies().stream().collect(
                Collectors.toMap(
                        Currency::getCurrencyCode, currency -> Math.max(0, currency.getDefaultFractionDigits()))));
        expected.put("UYW", 4); // ISO 4217 has it, older Javas do not
        Map<String, Integer> listed = listed();
        assertThat(listed.keySet()).as("codes that are no currency").isSubsetOf(expected.keySet());

        Map<String, Integer> shown = new TreeMap<>();
        expected.keySet().forEach(code -> shown.put(code, listed.getOrDefault(code, 2)));

        assertThat(shown).isEqualTo(expected);
    }

    private static Map<String, Integer> listed() {
        String module = new String(WebFiles.read("web/assets/format.js").orElseThrow(), StandardCharsets.UTF_8);
        Matcher table = TABLE.matcher(module);
        assertThat(table.find()).isTrue();
        Map<String, Integer> listed = new HashMap<>();
        Matcher line = LINE.matcher(table.group(1));
        while (line.find()) {
            for (String code : line.group(2).replaceAll("[^A-Z ]", "").trim().split(" +")) {
                assertThat(listed.put(code, Integer.valueOf(line.group(1)))).as(code + " a second time").isNull();
            }
        }
        return listed;
    }
}
