package io.penstock.kernel.retry;

/**
 * How delays grow from the least to the greatest over the retries of a backoff phase. AWS names the functions and draws their curves without giving formulas; what holds
 * for all of them is that they start at the least delay, end at the greatest, and never fall.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">Amazon SNS message delivery retries</a>
 */
public enum BackoffFunction {
    /** Each delay is longer than the one before by the same amount. */
    LINEAR,
    /** The amounts by which delays grow are 1, 2, 3 and so on, in a unit that makes the last delay the greatest. */
    ARITHMETIC,
    /** Each delay is the one before times the same ratio. */
    GEOMETRIC,
    /** The amounts by which delays grow double. */
    EXPONENTIAL;

    /**
     * @param step the retry within its phase, from 0
     * @param steps the retries of the phase; a single one has the least delay
     * @param min the least delay in milliseconds, positive unless it is also the greatest
     * @param max the greatest delay in milliseconds
     */
    long delayMillis(int step, int steps, long min, long max) {
        if (step == 0 || min == max) {
            return min;
        }
        if (step == steps - 1) {
            return max;
        }
        double last = steps - 1.0;
        double share = switch (this) {
            case LINEAR -> step / last;
            case ARITHMETIC -> step * (step + 1.0) / (last * (last + 1.0));
            case GEOMETRIC -> (Math.pow((double) max / min, step / last) - 1) * min / (max - min);
            // (2^step - 1) / (2^last - 1), where 2^last may be beyond a double.
            case EXPONENTIAL -> (Math.pow(2, step - last) - Math.pow(2, -last)) / (1 - Math.pow(2, -last));
        };
        return min + Math.round((max - min) * share);
    }
}
