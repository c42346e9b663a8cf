package io.penstock.kernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random expressions, searched minute by minute by a model that shares nothing with the code but the calendar. */
class CronModelTest {

    private static final int MINUTES = 12 * 24 * 60;
    private static final List<String> ZONES = List.of(
            "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo");
    private static final List<String> AROUND =
            List.of("2026-03-03T00:00:00Z", "2026-10-24T00:00:00Z", "2018-10-30T00:00:00Z", "2028-02-20T00:00:00Z");

    /** A field's text and what it means. */
    private record Field<T>(String text, T matches) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void the_next_occurrence_is_the_first_minute_that_matches(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            Field<IntPredicate> minutes = numbers(random, 0, 59);
            Field<IntPredicate> hours = numbers(random, 0, 23);
            Field<Predicate<LocalDateTime>> days = days(random);
            Field<IntPredicate> months = random.nextInt(3) == 0 ? numbers(random, 1, 12) : new Field<>("*", m -> true);
            boolean week = days.text().startsWith("w");
            String day = days.text().substring(1);
            String text = "cron(" + minutes.text() + " " + hours.text() + " " + (week ? "?" : day) + " " + months.text()
                    + " " + (week ? day : "?") + " *)";
            ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            Instant after = after(random, zone);
            Predicate<LocalDateTime> matches = local -> minutes.matches().test(local.getMinute())
                    && hours.matches().test(local.getHour())
                    && months.matches().test(local.getMonthValue())
                    && days.matches().test(local);
            Optional<Instant> found = new Timing(ScheduleExpression.parse(text), zone, null, null, after).next(after);
            Optional<Instant> expected = search(after, zone, matches);
            Instant horizon = after.plus(MINUTES, ChronoUnit.MINUTES);
            assertThat(found.filter(instant -> instant.isBefore(horizon)))
                    .as("%s in %s after %s", text, zone, after)
                    .isEqualTo(expected);
        }
    }

    /** Half of the time within the hours around a change of the clock. */
    private static Instant after(RandomGenerator random, ZoneId zone) {
        Instant around = Instant.parse(AROUND.get(random.nextInt(AROUND.size())));
        ZoneOffsetTransition change = zone.getRules().nextTransition(around);
        return change == null || random.nextBoolean()
                ? around.plusSeconds(random.nextInt(10 * 86_400))
                : change.getInstant().plusSeconds(random.nextInt(4 * 3_600) - 2 * 3_600);
    }

    private static Optional<Instant> search(Instant after, ZoneId zone, Predicate<LocalDateTime> matches) {
        Instant minute = after.truncatedTo(ChronoUnit.MINUTES);
        for (int i = 0; i <= MINUTES; i++) {
            LocalDateTime local = LocalDateTime.ofInstant(minute, zone);
            boolean first = zone.getRules()
                    .getOffset(minute)
                    .equals(zone.getRules().getValidOffsets(local).getFirst());
            if (minute.isAfter(after)
                    && minute.isBefore(after.plus(MINUTES, ChronoUnit.MINUTES))
                    && first
                    && matches.test(local)) {
                return Optional.of(minute);
            }
            minute = minute.plusSeconds(60);
        }
        return Optional.empty();
    }

    private static Field<IntPredicate> numbers(RandomGenerator random, int least, int greatest) {
        int a = random.nextInt(least, greatest + 1);
        int b = random.nextInt(a, greatest + 1);
        int step = random.nextInt(1, Math.max(2, greatest / 2));
        return switch (random.nextInt(6)) {
            case 0 -> new Field<>("*", n -> true);
            case 1 -> new Field<>("" + a, n -> n == a);
            case 2 -> new Field<>(a + "," + b, n -> n == a || n == b);
            case 3 -> new Field<>(a + "-" + b, n -> n >= a && n <= b);
            case 4 -> new Field<>(a + "/" + step, n -> n >= a && (n - a) % step == 0);
            default ->
                new Field<>(
                        "*/" + step + "," + a + "-" + b + "/" + step,
                        n -> (n - least) % step == 0 || (n >= a && n <= b && (n - a) % step == 0));
        };
    }

    /** The text begins with m or w, for which of the fields it is. */
    private static Field<Predicate<LocalDateTime>> days(RandomGenerator random) {
        int week = random.nextInt(1, 8);
        int nth = random.nextInt(1, 6);
        int day = random.nextInt(1, 32);
        return switch (random.nextInt(7)) {
            case 0 -> new Field<>("mL", local -> local.plusDays(1).getDayOfMonth() == 1);
            case 1 -> new Field<>("m" + day + "W", local -> nearest(local, day));
            case 2 ->
                new Field<>(
                        "w" + week + "L",
                        local -> weekday(local) == week && local.plusDays(7).getMonth() != local.getMonth());
            case 3 ->
                new Field<>(
                        "w" + week + "#" + nth,
                        local -> weekday(local) == week && (local.getDayOfMonth() - 1) / 7 == nth - 1);
            case 4 -> new Field<>("w" + week, local -> weekday(local) == week);
            default -> {
                Field<IntPredicate> numbers = numbers(random, 1, 31);
                yield new Field<>(
                        "m" + numbers.text(), local -> numbers.matches().test(local.getDayOfMonth()));
            }
        };
    }

    private static int weekday(LocalDateTime local) {
        return local.getDayOfWeek().getValue() % 7 + 1;
    }

    /** Of all weekdays of the month, the one with the least distance; there are never two. */
    private static boolean nearest(LocalDateTime local, int day) {
        int last = local.toLocalDate().lengthOfMonth();
        if (day > last) {
            return false;
        }
        int best = 0;
        for (int candidate = 1; candidate <= last; candidate++) {
            int weekday = weekday(local.withDayOfMonth(candidate));
            if (weekday >= 2 && weekday <= 6 && (best == 0 || Math.abs(candidate - day) < Math.abs(best - day))) {
                best = candidate;
            }
        }
        return local.getDayOfMonth() == best;
    }
}
