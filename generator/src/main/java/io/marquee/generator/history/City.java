package io.marquee.generator.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;

/**
 * A real city.
 *
 * @param location city and state or country
 * @param region what reports group by
 * @param zone its time zone
 * @param currency what tickets are paid in, ISO 4217
 * @param inhabitants of the area, in thousands
 */
record City(String location, String region, ZoneId zone, String currency, int inhabitants) {

    static final List<City> ALL = read();

    /** Whether its summer is in January. */
    boolean southern() {
        return zone.getId().startsWith("Australia/");
    }

    private static List<City> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                City.class.getResourceAsStream("cities.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).map(City::parse).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cities.txt of the jar cannot be read", unreadable);
        }
    }

    private static City parse(String line) {
        String[] parts = line.split("\\|");
        return new City(parts[0], parts[1], ZoneId.of(parts[2]), parts[3], Integer.parseInt(parts[4]));
    }
}
