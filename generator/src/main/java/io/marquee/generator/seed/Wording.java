package io.marquee.generator.seed;

import java.util.List;
import java.util.SplittableRandom;

/** Invented people and plots. */
public final class Wording {

    private static final List<String> FIRST_NAMES = List.of(
            "Amara", "Beatriz", "Callum", "Dahlia", "Elio", "Freya", "Gideon", "Hana", "Idris", "Jolene", "Kaito",
            "Leonie", "Mateo", "Nadia", "Oskar", "Priya", "Quentin", "Rosalind", "Silas", "Tamsin", "Ulrich", "Vera",
            "Wendell", "Ximena", "Yusuf", "Zelda", "André", "Chloé", "Søren", "Zoë");
    private static final List<String> LAST_NAMES = List.of(
            "Ashgrove", "Bellamy-Cho", "Castellanos", "Drummond", "Eskildsen", "Farrow", "Grünwald", "Holloway",
            "Ivanic", "Jovović", "Kimathi", "Larkspur", "Moriyama", "Nightingale", "Okonjo", "Pemberly", "Quispe",
            "Ravensdale", "Sandoval", "Thackeray", "Umberti", "Vasquez-Lind", "Whitlock", "Yamashiro", "Zielinska",
            "Beaumont", "Carrow", "Delacroix-Mills", "Fairbairn", "Hartigan");

    private static final List<String> LEADS = List.of(
            "A retired locksmith", "Two estranged sisters", "A rookie radio host", "The night porter of a grand hotel",
            "A mathematician who cannot lie", "An orphaned tailor", "A lighthouse keeper and her son",
            "The worst detective in town", "A touring wedding band", "A young cartographer",
            "An ambulance driver on her last shift", "A family of stage magicians");
    private static final List<String> EVENTS = List.of(
            "receives a letter meant for somebody else", "inherits a train that never stops",
            "is hired to find a town that is on no map", "wakes up to a city without sound",
            "bets everything on one summer", "finds the diary of a stranger who knows tomorrow",
            "agrees to one last favor", "is mistaken for a visiting prince",
            "must cross the country before the first snow", "hears a voice on a dead channel");
    private static final List<String> TURNS = List.of(
            "What begins as a joke becomes the truth that nobody wanted told.",
            "With a week left, old debts come due and new friends turn out to be neither.",
            "The further the road goes, the less there is to go back to.",
            "Only one person believes the story, and that person left years ago.",
            "To set it right, they will have to lose it first.",
            "By the time the fair leaves town, nothing is where it was.");

    private static final String INITIALS = "ABCDEFGHJKLMNPRSTVWZ";

    private Wording() {}

    /** The name of an actor; different numbers below 900 give different names. */
    static String actor(long seed, int number) {
        int shift = SeedMix.random(seed, "actors").nextInt(900);
        int index = (number * 7 + shift) % 900; // 7 and 900 have no common factor
        // Along the diagonal, so that neighbours share neither first nor last name.
        int first = index % 30;
        int last = (index / 30 + first) % 30;
        return FIRST_NAMES.get(first) + " " + LAST_NAMES.get(last);
    }

    /** For large casts: different numbers below 18,900 give different names, the later ones with an initial. */
    public static String actorOfMany(long seed, int number) {
        String name = actor(seed, number % 900);
        int initial = number / 900;
        int space = name.indexOf(' ');
        return initial == 0
                ? name
                : name.substring(0, space) + " " + INITIALS.charAt(initial - 1) + "." + name.substring(space);
    }

    /** Two sentences about a movie. */
    public static String synopsis(SplittableRandom random, String genre) {
        String lead = LEADS.get(random.nextInt(LEADS.size()));
        String event = EVENTS.get(random.nextInt(EVENTS.size()));
        if (lead.startsWith("Two ")) {
            event = event.replaceFirst("^is ", "are ")
                    .replaceFirst("^must ", "must ")
                    .replaceFirst("^(receive|inherit|wake|bet|find|agree|hear)s\\b", "$1");
        }
        return lead + " " + event + ". " + TURNS.get(random.nextInt(TURNS.size()));
    }
}
