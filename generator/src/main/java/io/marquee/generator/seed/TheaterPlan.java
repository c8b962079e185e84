package io.marquee.generator.seed;

import java.time.ZoneId;
import java.util.List;

/**
 * A theater of the demo catalogue. The cities are real, the houses are invented.
 *
 * @param name the house
 * @param location city and state or country
 * @param region what reports group by
 * @param zone time zone of the city
 * @param currency ISO 4217 code
 * @param auditoriums how many auditoriums it has, 1 to 4
 */
record TheaterPlan(String name, String location, String region, ZoneId zone, String currency, int auditoriums) {

    /** All of them; most earn US dollars, so that a leaderboard has something to rank. */
    static final List<TheaterPlan> ALL = List.of(
            of("The Copper Reel", "New York, NY", "US Northeast", "America/New_York", "USD", 4),
            of("Lantern House", "Brooklyn, NY", "US Northeast", "America/New_York", "USD", 2),
            of("Harborlight Pictures", "Boston, MA", "US Northeast", "America/New_York", "USD", 3),
            of("Liberty Row Cinema", "Philadelphia, PA", "US Northeast", "America/New_York", "USD", 2),
            of("The Bellwether", "Chicago, IL", "US Midwest", "America/Chicago", "USD", 4),
            of("Ironwood Screens", "Detroit, MI", "US Midwest", "America/Detroit", "USD", 2),
            of("Northlight 3", "Minneapolis, MN", "US Midwest", "America/Chicago", "USD", 3),
            of("Gateway Picture Club", "St. Louis, MO", "US Midwest", "America/Chicago", "USD", 1),
            of("Magnolia Electric", "Atlanta, GA", "US South", "America/New_York", "USD", 3),
            of("The Blue Heron", "Miami, FL", "US South", "America/New_York", "USD", 3),
            of("Lone Star Panorama", "Austin, TX", "US South", "America/Chicago", "USD", 4),
            of("Crescent Playhouse", "New Orleans, LA", "US South", "America/Chicago", "USD", 1),
            of("Mile High Screening Rooms", "Denver, CO", "US West", "America/Denver", "USD", 3),
            of("Saguaro Sky Cinema", "Phoenix, AZ", "US West", "America/Phoenix", "USD", 2),
            of("Golden Hour", "Los Angeles, CA", "US West", "America/Los_Angeles", "USD", 4),
            of("Fogline Theater", "San Francisco, CA", "US West", "America/Los_Angeles", "USD", 3),
            of("Evergreen Picture House", "Seattle, WA", "US West", "America/Los_Angeles", "USD", 2),
            of("Banyan Court", "Honolulu, HI", "US West", "Pacific/Honolulu", "USD", 1),
            of("Maple & Main", "Toronto, Canada", "Canada", "America/Toronto", "CAD", 2),
            of("The Inkwell", "London, United Kingdom", "United Kingdom", "Europe/London", "GBP", 3),
            of("Millstone Cinema", "Manchester, United Kingdom", "United Kingdom", "Europe/London", "GBP", 2),
            of("Lichtspiel am Kanal", "Berlin, Germany", "Europe", "Europe/Berlin", "EUR", 3),
            of("Le Petit Phare", "Paris, France", "Europe", "Europe/Paris", "EUR", 2),
            of("Aoba Screen", "Tokyo, Japan", "Asia Pacific", "Asia/Tokyo", "JPY", 3),
            of("Southern Cross Electric", "Sydney, Australia", "Asia Pacific", "Australia/Sydney", "AUD", 2));

    private static TheaterPlan of(
            String name, String location, String region, String zone, String currency, int auditoriums) {
        return new TheaterPlan(name, location, region, ZoneId.of(zone), currency, auditoriums);
    }
}
