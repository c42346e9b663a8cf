package io.penstock.services.events.bus;

import io.penstock.kernel.schedule.InvalidExpressionException;
import io.penstock.kernel.schedule.ScheduleExpression;
import io.penstock.kernel.schedule.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When a rule with a schedule occurs: in UTC; a rate first one period after the rule was made.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html">Setting a schedule pattern for scheduled rules</a>
 */
public final class RuleSchedule {

    /** AWS has the unit of one in the singular, and of more in the plural. */
    private static final Pattern RATE =
            Pattern.compile("rate\\((1 (minute|hour|day)|(?!1 )[1-9][0-9]{0,8} (minutes|hours|days))\\)");

    private static final List<Duration> LOOKS_BACK =
            List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(32), Duration.ofDays(366));

    private RuleSchedule() {}

    /** Whether a text is a rate or cron expression. */
    public static boolean isValid(String text) {
        try {
            return switch (ScheduleExpression.parse(text)) {
                case ScheduleExpression.Rate _ -> RATE.matcher(text).matches();
                case ScheduleExpression.Cron _ -> true;
                case ScheduleExpression.At _ -> false;
            };
        } catch (InvalidExpressionException e) {
            return false;
        }
    }

    /** The first occurrence after an instant; empty when there is none any more, the rule is disabled or has no schedule. */
    static Optional<Instant> next(RuleDefinition rule, Instant after) {
        return rule.enabled() && rule.schedule() != null ? timing(rule).next(after) : Optional.empty();
    }

    private static Timing timing(RuleDefinition rule) {
        return new Timing(
                ScheduleExpression.parse(String.valueOf(rule.schedule())),
                ZoneOffset.UTC,
                null,
                null,
                Instant.ofEpochMilli(rule.anchor()));
    }

    /** The last occurrence that is not after an instant, of those from one on. */
    static Instant last(RuleDefinition rule, Instant first, Instant until) {
        if (ScheduleExpression.parse(String.valueOf(rule.schedule())) instanceof ScheduleExpression.Rate rate) {
            long periods = Duration.between(first, until).dividedBy(rate.period());
            return first.plus(rate.period().multipliedBy(periods));
        }
        Timing timing = timing(rule);
        Instant found = first;
        // From where it is not far to the last one: years of minutes would be many steps.
        for (Duration back : LOOKS_BACK) {
            Optional<Instant> near = timing.next(until.minus(back)).filter(next -> !next.isAfter(until));
            if (near.isPresent() && near.get().isAfter(first)) {
                found = near.get();
                break;
            }
        }
        for (Optional<Instant> next = timing.next(found);
                next.isPresent() && !next.get().isAfter(until);
                next = timing.next(found)) {
            found = next.get();
        }
        return found;
    }
}
