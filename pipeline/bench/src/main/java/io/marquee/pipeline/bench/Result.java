package io.marquee.pipeline.bench;

/**
 * What a run came to.
 *
 * @param seconds from the first record read to the last one done
 * @param cpuSeconds processor time of the job's process meanwhile, which other programs on the machine change little
 * @param stateBytes size of a savepoint after it; 0 where none was taken
 * @param peakBytes the most memory that the process had so far; 0 where the system does not tell
 */
record Result(double seconds, double cpuSeconds, long stateBytes, long peakBytes) {

    /** Reads what {@link #toString} wrote. */
    static Result parse(String line) {
        String[] words = line.split(" ");
        return new Result(
                Double.parseDouble(words[0]), Double.parseDouble(words[1]), Long.parseLong(words[2]),
                Long.parseLong(words[3]));
    }

    @Override
    public String toString() {
        return seconds + " " + cpuSeconds + " " + stateBytes + " " + peakBytes;
    }
}
