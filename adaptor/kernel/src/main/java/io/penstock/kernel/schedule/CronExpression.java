package io.penstock.kernel.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The six fields of a cron expression. Minutes 0 to 59, hours 0 to 23, day of month 1 to 31, month 1 to 12 or JAN to DEC, day of week 1 (Sunday) to 7 or SUN
 * to SAT, year 1970 to 2199; lists, ranges, steps, and {@code L}, {@code W} and {@code #} where AWS has them. One of the two fields of days is {@code ?}.
 *
 * <p>Local times that a time zone skips do not occur. Local times that it repeats occur the first time only.
 *
 * @param minutes the minutes that match
 * @param hours the hours that match
 * @param days the days of a month that match
 * @param months 1 to 12
 * @param years 1970 to 2199
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based">Cron-based schedules</a>
 */
public record CronExpression(BitSet minutes, BitSet hours, DayRule days, BitSet months, BitSet years) {

    static final int FIRST_YEAR = 1970;
    static final int LAST_YEAR = 2199;

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /** Reads the six fields. */
    static CronExpression parse(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 6) {
            throw new InvalidExpressionException("cron has six fields, not " + fields.length);
        }
        return new CronExpression(
                new CronField("minutes", 0, 59, List.of()).parse(fields[0]),
                new CronField("hours", 0, 23, List.of()).parse(fields[1]),
                DayRule.parse(fields[2], fields[4]),
                new CronField("month", 1, 12, MONTHS).parse(fields[3]),
                new CronField("year", FIRST_YEAR, LAST_YEAR, List.of()).parse(fields[5]));
    }

    /** The first occurrence after an instant; empty when there is none any more. */
    Optional<Instant> next(Instant after, ZoneId zone) {
        LocalDateTime from = LocalDateTime.ofInstant(after, zone);
        YearMonth month = YearMonth.from(from);
        int firstDay = from.getDayOfMonth();
        while (month.getYear() <= LAST_YEAR) {
            if (years.get(Math.max(0, month.getYear())) && months.get(month.getMonthValue())) {
                BitSet matching = days.in(month);
                for (int day = matching.nextSetBit(firstDay); day >= 0; day = matching.nextSetBit(day + 1)) {
                    Optional<Instant> found = onDay(month.atDay(day), after, zone);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            month = month.plusMonths(1);
            firstDay = 1;
        }
        return Optional.empty();
    }

    private Optional<Instant> onDay(LocalDate day, Instant after, ZoneId zone) {
        for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                LocalDateTime local = day.atTime(LocalTime.of(hour, minute));
                List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
                if (!offsets.isEmpty()) {
                    Instant instant = local.toInstant(offsets.getFirst());
                    if (instant.isAfter(after)) {
                        return Optional.of(instant);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
