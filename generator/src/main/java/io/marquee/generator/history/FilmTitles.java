package io.marquee.generator.history;

import io.marquee.generator.seed.SeedMix;
import java.util.List;
import java.util.SplittableRandom;

/** Some seventy thousand titles, in an order that the seed shuffles; none comes twice before all have come. */
final class FilmTitles {

    private static final List<String> QUALITIES = List.of(
            "Silent", "Scarlet", "Final", "Painted", "Iron", "Stolen", "Lonely", "Brilliant", "Faded", "Endless",
            "Shattered", "Wandering", "Frozen", "Emerald", "Autumn", "Smoldering", "Third", "Buried", "Fearless",
            "Sugar", "Marble", "Southern", "Untamed", "Tender", "Reluctant", "Whispered", "Ivory", "Waking", "Rusted",
            "Honest", "Crooked", "Luminous", "Drowned", "Perfect", "Invisible", "Thousandth", "Careless", "Blue");
    private static final List<String> THINGS = List.of(
            "River", "Photograph", "Vineyard", "Broadcast", "Courtyard", "Storm", "Clockmaker", "Vow", "Beacon",
            "December", "Machine", "Falcon", "Empire", "Stranger", "Parade", "Inheritance", "Platform", "Eclipse",
            "Piano", "Cousins", "Border", "Window", "Serenade", "Pilot", "Minute", "Map", "Tunnel", "Horizon",
            "Festival", "Understudy", "Island", "Cathedral", "Verdict", "Wolf", "Debt", "Ferry", "Masquerade", "Seed",
            "Alibi", "Snowfall");
    private static final List<String> PLACES = List.of(
            "Marlow Green", "Cape Verity", "the Seventh Gate", "Osprey Rock", "Cinder Creek", "the Near Side",
            "Linden Square", "Fort Regret", "the New Bridge", "Larch Hollow", "Greywater", "the Loud City",
            "Evening Ridge", "Pemberton", "the Narrow Sea", "Oak Crossing", "the Western Road", "Heron Marsh",
            "Hope Springs", "the Paper Town", "Ravenna Street", "Gull Island");
    private static final List<String> DEEDS = List.of(
            "Burying", "Inventing", "Escaping", "Following", "Forgiving", "Painting", "Borrowing", "Outrunning",
            "Selling", "Loving");
    private static final List<String> PEOPLE = List.of(
            "Cordelia", "Doctor Marsh", "Evangeline", "Sergeant Pike", "Rosario", "the Lindqvists", "Aunt Philippa",
            "Benedict", "Little Anton", "Josephine", "Judge Harrow", "the Adeyemis", "Friederike", "Sanjay",
            "Grandpa Moe", "Isolde");

    private static final long WITH_PLACE = (long) QUALITIES.size() * THINGS.size() * PLACES.size();
    private static final long WITH_DEED = (long) DEEDS.size() * QUALITIES.size() * THINGS.size();
    private static final long WITH_PERSON = (long) PEOPLE.size() * QUALITIES.size() * THINGS.size();
    private static final long ALL = WITH_PLACE + WITH_DEED + WITH_PERSON;
    /** A prime that does not divide the number of titles. */
    private static final long STEP = 48_611;

    private final long shift;

    FilmTitles(long seed) {
        SplittableRandom random = SeedMix.random(seed, "film titles");
        shift = random.nextLong(ALL);
    }

    /** The title of that number, 0 and up. */
    String title(int number) {
        long index = (number % ALL * STEP + shift) % ALL;
        long round = number / ALL;
        return title(index) + (round == 0 ? "" : " " + (round + 1));
    }

    private static String title(long index) {
        long at = index;
        if (at < WITH_PLACE) {
            String place = PLACES.get((int) (at % PLACES.size()));
            return "The " + noun(at / PLACES.size()) + " of " + place;
        }
        at -= WITH_PLACE;
        if (at < WITH_DEED) {
            return DEEDS.get((int) (at % DEEDS.size())) + " the " + noun(at / DEEDS.size());
        }
        at -= WITH_DEED;
        String person = PEOPLE.get((int) (at % PEOPLE.size()));
        return Character.toUpperCase(person.charAt(0)) + person.substring(1) + " and the " + noun(at / PEOPLE.size());
    }

    private static String noun(long index) {
        return QUALITIES.get((int) (index / THINGS.size())) + " " + THINGS.get((int) (index % THINGS.size()));
    }
}
