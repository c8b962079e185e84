package io.marquee.generator.seed;

import java.util.List;
import java.util.SplittableRandom;

/**
 * All titles that the word lists can make, in an order that the seed shuffles: neighbours look nothing alike, and no
 * title comes twice before all have come.
 */
final class TitleSpace {

    private static final List<String> QUALITIES = List.of(
            "Quiet", "Crimson", "Last", "Hollow", "Paper", "Silver", "Borrowed", "Midnight", "Distant", "Velvet",
            "Broken", "Electric", "Forgotten", "Golden", "Winter", "Burning", "Second", "Hidden", "Restless", "Salt",
            "Glass", "Northern", "Wild", "Gentle", "Unfinished", "Secret", "Amber", "Sleeping", "Copper", "Patient");
    private static final List<String> THINGS = List.of(
            "Harbor", "Letters", "Orchard", "Signal", "Garden", "Tide", "Cartographer", "Promise", "Lighthouse",
            "Summer", "Engine", "Sparrow", "Kingdom", "Witness", "Carousel", "Ledger", "Station", "Comet", "Violin",
            "Neighbors", "Frontier", "Mirror", "Ballad", "Passenger", "Hour", "Compass", "Bridge", "Meridian", "Winter",
            "Apprentice");
    private static final List<String> PLACES = List.of(
            "Alder Bay", "Saint Marrow", "the Ninth Floor", "Kestrel Point", "Ember Lake", "the Far Shore",
            "Juniper Street", "Port Sorrow", "the Old Mill", "Tamarack", "Blackwater", "the Quiet Coast",
            "Morning Hill", "Calloway", "the Long Valley", "Ash Hollow", "the Eastern Line", "Willow Creek",
            "Mercy Falls", "the Glass City");
    private static final List<String> DEEDS = List.of(
            "Chasing", "Leaving", "Saving", "Finding", "Counting", "Losing", "Crossing", "Remembering", "Stealing",
            "Waking");
    private static final List<String> PEOPLE = List.of(
            "Odessa", "Mister Finch", "Marguerite", "Captain Vale", "Ines", "the Hartwells", "Uncle Bram", "Theodora",
            "Baby Jack", "Lucille", "Professor Quill", "the Okafors", "Anneliese", "Ravi", "Old Tom", "Mirabel");

    private static final int QUALITY_THING = QUALITIES.size() * THINGS.size();
    private static final int THING_PLACE = THINGS.size() * PLACES.size();
    private static final int DEED_PERSON = DEEDS.size() * PEOPLE.size();
    private static final int THING_PERSON = THINGS.size() * PEOPLE.size();
    private static final int SIZE = QUALITY_THING + THING_PLACE + DEED_PERSON + THING_PERSON;

    private final long factor;
    private final long shift;

    TitleSpace(long seed) {
        SplittableRandom random = SeedMix.random(seed, "titles");
        long candidate = SIZE / 3 + random.nextInt(SIZE / 3);
        while (gcd(candidate, SIZE) != 1) {
            candidate++;
        }
        factor = candidate;
        shift = random.nextInt(SIZE);
    }

    /** How many titles there are. */
    int size() {
        return SIZE;
    }

    /**
     * The title of that number; different numbers give different titles.
     *
     * @param number 0 to {@link #size()} - 1
     */
    String title(int number) {
        int index = (int) ((number * factor + shift) % SIZE);
        if (index < QUALITY_THING) {
            return "The " + QUALITIES.get(index / THINGS.size()) + " " + THINGS.get(index % THINGS.size());
        }
        index -= QUALITY_THING;
        if (index < THING_PLACE) {
            return "The " + THINGS.get(index / PLACES.size()) + " of " + PLACES.get(index % PLACES.size());
        }
        index -= THING_PLACE;
        if (index < DEED_PERSON) {
            return DEEDS.get(index / PEOPLE.size()) + " " + capital(PEOPLE.get(index % PEOPLE.size()));
        }
        index -= DEED_PERSON;
        return "The " + THINGS.get(index / PEOPLE.size()) + " and " + PEOPLE.get(index % PEOPLE.size());
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
