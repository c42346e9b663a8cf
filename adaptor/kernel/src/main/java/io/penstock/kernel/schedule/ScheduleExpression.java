package io.penstock.kernel.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a schedule's expression says. */
public sealed interface ScheduleExpression {

    /**
     * {@code at(yyyy-mm-ddThh:mm:ss)}: once.
     *
     * @param local in the schedule's time zone
     */
    record At(LocalDateTime local) implements ScheduleExpression {}

    /**
     * {@code rate(value unit)}: at equal distances of time, whatever clocks on walls do; a day is 24 hours.
     *
     * @param period at least a minute
     */
    record Rate(Duration period) implements ScheduleExpression {}

    /** {@code cron(minutes hours day-of-month month day-of-week year)}. */
    record Cron(CronExpression fields) implements ScheduleExpression {}

    /**
     * Reads an expression.
     *
     * @throws InvalidExpressionException when it is none
     */
    static ScheduleExpression parse(String text) {
        return Grammar.parse(text);
    }

    /** How expressions are written. */
    final class Grammar {

        private static final Pattern FORM = Pattern.compile("(at|rate|cron)\\(([^()]*)\\)");
        private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})\\s+(minute|hour|day)s?");
        private static final DateTimeFormatter LOCAL =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

        private Grammar() {}

        private static ScheduleExpression parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new InvalidExpressionException("it is none of at(...), rate(...) and cron(...)");
            }
            String inside = form.group(2);
            return switch (form.group(1)) {
                case "at" -> new At(local(inside));
                case "rate" -> new Rate(period(inside));
                default -> new Cron(CronExpression.parse(inside));
            };
        }

        private static LocalDateTime local(String text) {
            try {
                return LocalDateTime.parse(text, LOCAL);
            } catch (DateTimeException e) {
                throw new InvalidExpressionException("a time is yyyy-mm-ddThh:mm:ss", e);
            }
        }

        private static Duration period(String text) {
            Matcher rate = RATE.matcher(text.strip());
            if (!rate.matches()) {
                throw new InvalidExpressionException("a rate is a positive number and minutes, hours or days");
            }
            long value = Long.parseLong(rate.group(1));
            return switch (rate.group(2)) {
                case "minute" -> Duration.ofMinutes(value);
                case "hour" -> Duration.ofHours(value);
                default -> Duration.ofDays(value);
            };
        }
    }
}
