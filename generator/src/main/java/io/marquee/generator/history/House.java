package io.marquee.generator.history;

import io.marquee.generator.seed.SeedMix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A theater of a history: an invented house in a real city.
 *
 * @param number 0 and up
 * @param name no two houses of a history share it
 * @param screens 1 to 18
 * @param size how much it sells; the middle house is 1
 * @param repertory whether it also shows what is long past its run
 */
record House(int number, String name, City city, int screens, double size, boolean repertory) {

    private static final List<String> FIRST = List.of(
            "Majestic", "Orpheum", "Regent", "Paramount Row", "Astoria", "Bijou", "Capitol", "Colonial", "Coronet",
            "Crystal", "Daybreak", "Elgin", "Embassy", "Empire", "Fairmount", "Foxglove", "Garrick", "Globe", "Granada",
            "Grandview", "Greenway", "Harbor Point", "Hawthorne", "Hillcrest", "Hippodrome", "Imperial", "Ivanhoe",
            "Juniper", "Kingsway", "Lakeside", "Laurel", "Lyceum", "Lyric", "Marlowe", "Maytime", "Meadowbrook",
            "Metropole", "Mirage", "Moonlight", "Nickelodeon", "Northgate", "Oakmont", "Odyssey", "Old Town", "Olympia",
            "Palisade", "Parkway", "Pavilion", "Phoenix", "Plaza", "Princess", "Ravenswood", "Rialto", "Riverfront",
            "Roxana", "Savoy", "Skylark", "Starlight", "Strand", "Sunset", "Tivoli", "Trocadero", "Union Square",
            "Valencia", "Vanguard", "Varsity", "Victoria", "Vista", "Westgate", "Windsor");
    private static final List<String> LAST = List.of(
            "Cinema", "Theatre", "Picture House", "Cinemas", "Film Center", "Playhouse", "Screens", "Multiplex",
            "Movie Palace", "Filmhouse", "Cineplex", "Pictures", "Grand", "Screening Rooms", "Cinematheque", "8", "12",
            "16", "Luxe", "Film Club");

    /** The houses of a history; those of a smaller number are the first of a larger one. */
    static List<House> of(HistoryOptions options) {
        List<House> houses = new ArrayList<>();
        for (int number = 0; number < options.theaters(); number++) {
            houses.add(of(options.seed(), number));
        }
        return List.copyOf(houses);
    }

    private static House of(long seed, int number) {
        SplittableRandom random = SeedMix.random(seed, "house", number);
        // Log-normal: many small houses, a few that sell twenty times as much.
        double size = StrictMath.exp(0.85 * gaussian(random));
        int screens = (int) Math.max(1, Math.min(18, Math.round(5 * StrictMath.pow(size, 0.8))));
        boolean repertory = screens <= 4 && random.nextInt(3) == 0;
        return new House(number, name(seed, number), city(random), screens, size, repertory);
    }

    private static String name(long seed, int number) {
        int all = FIRST.size() * LAST.size();
        int shift = SeedMix.random(seed, "house names").nextInt(all);
        // 601 has no factor in common with the number of names, so that none comes twice before all have come.
        int index = (int) ((number % all * 601L + shift) % all);
        String name = FIRST.get(index / LAST.size()) + " " + LAST.get(index % LAST.size());
        return number < all ? name : name + " " + (number / all + 1);
    }

    private static City city(SplittableRandom random) {
        double sum = 0;
        for (City city : City.ALL) {
            sum += Math.sqrt(city.inhabitants()); // a city of four times the people has twice the houses
        }
        double at = random.nextDouble() * sum;
        for (City city : City.ALL) {
            at -= Math.sqrt(city.inhabitants());
            if (at < 0) {
                return city;
            }
        }
        return City.ALL.get(0);
    }

    /** Normally distributed; the same on every machine, as {@code StrictMath} is. */
    static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
