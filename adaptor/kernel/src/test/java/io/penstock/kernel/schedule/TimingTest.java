package io.penstock.kernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimingTest {

    private static final Instant ANCHOR = Instant.parse("2026-01-01T00:00:30Z");

    private static Timing timing(String expression, String zone) {
        return new Timing(ScheduleExpression.parse(expression), ZoneId.of(zone), null, null, ANCHOR);
    }

    private static String following(Timing timing, String after, int count) {
        List<String> found = new ArrayList<>();
        Optional<Instant> next = timing.next(Instant.parse(after));
        while (next.isPresent() && found.size() < count) {
            found.add(next.get().toString());
            next = timing.next(next.get());
        }
        return String.join(" ", found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 10 * * ? *)          | 2026-03-01T10:00:00Z | 2026-03-02T10:00:00Z 2026-03-03T10:00:00Z
            cron(15 12 * * ? *)         | 2026-02-28T12:14:59Z | 2026-02-28T12:15:00Z 2026-03-01T12:15:00Z
            cron(0 18 ? * MON-FRI *)    | 2026-01-02T18:00:00Z | 2026-01-05T18:00:00Z 2026-01-06T18:00:00Z
            cron(0 8 1 * ? *)           | 2026-01-01T08:00:00Z | 2026-02-01T08:00:00Z 2026-03-01T08:00:00Z
            cron(0/15 * * * ? *)        | 2026-01-01T00:50:00Z | 2026-01-01T01:00:00Z 2026-01-01T01:15:00Z
            cron(0/10 * ? * MON-FRI *)  | 2026-01-02T23:50:00Z | 2026-01-05T00:00:00Z 2026-01-05T00:10:00Z
            cron(0/5 8-17 ? * 2-6 *)    | 2026-01-02T17:55:00Z | 2026-01-05T08:00:00Z 2026-01-05T08:05:00Z
            cron(0 9 L * ? *)           | 2028-02-01T00:00:00Z | 2028-02-29T09:00:00Z 2028-03-31T09:00:00Z
            cron(0 9 3W * ? *)          | 2026-01-01T00:00:00Z | 2026-01-02T09:00:00Z 2026-02-03T09:00:00Z
            cron(0 9 1W * ? *)          | 2026-08-01T00:00:00Z | 2026-08-03T09:00:00Z 2026-09-01T09:00:00Z
            cron(0 9 31W * ? *)         | 2026-05-01T00:00:00Z | 2026-05-29T09:00:00Z 2026-07-31T09:00:00Z
            cron(0 9 ? * 6L *)          | 2026-01-01T00:00:00Z | 2026-01-30T09:00:00Z 2026-02-27T09:00:00Z
            cron(0 9 ? * FRIL *)        | 2026-01-01T00:00:00Z | 2026-01-30T09:00:00Z 2026-02-27T09:00:00Z
            cron(0 9 ? * L *)           | 2026-01-01T00:00:00Z | 2026-01-03T09:00:00Z 2026-01-10T09:00:00Z
            cron(0 9 ? * 3#2 *)         | 2026-01-01T00:00:00Z | 2026-01-13T09:00:00Z 2026-02-10T09:00:00Z
            cron(0 9 ? * TUE#5 *)       | 2026-01-01T00:00:00Z | 2026-03-31T09:00:00Z 2026-06-30T09:00:00Z
            cron(0 0 29 2 ? *)          | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z
            cron(0 0 1 JAN,jul ? 2027/2) | 2026-01-01T00:00:00Z | 2027-01-01T00:00:00Z 2027-07-01T00:00:00Z
            cron(1-59/20,30 0 1 1 ? 2027) | 2026-01-01T00:00:00Z | 2027-01-01T00:01:00Z 2027-01-01T00:21:00Z
            cron(0 0 1 1 ? 2025)        | 2026-01-01T00:00:00Z | ''
            cron(0 0 30 2 ? *)          | 2026-01-01T00:00:00Z | ''
            cron(59 23 31 12 ? 2199)    | 2026-01-01T00:00:00Z | 2199-12-31T23:59:00Z
            rate(5 minutes)             | 2026-01-01T00:02:00Z | 2026-01-01T00:05:30Z 2026-01-01T00:10:30Z
            rate(1 hour)                | 2026-01-01T00:00:30Z | 2026-01-01T01:00:30Z 2026-01-01T02:00:30Z
            rate(7 days)                | 2025-01-01T00:00:00Z | 2026-01-01T00:00:30Z 2026-01-08T00:00:30Z
            at(2026-05-01T08:30:15)     | 2026-05-01T08:30:14Z | 2026-05-01T08:30:15Z
            at(2026-05-01T08:30:15)     | 2026-05-01T08:30:15Z | ''
            """)
    void an_expression_occurs_when_it_says(String expression, String after, String expected) {
        assertThat(following(timing(expression, "UTC"), after, 2)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # Clocks went from 02:00 to 03:00 on 8 March 2026 in New York: 02:30 did not exist.
            cron(30 2 * * ? *)   | America/New_York | 2026-03-07T07:30:00Z | 2026-03-09T06:30:00Z 2026-03-10T06:30:00Z
            # And from 02:00 back to 01:00 on 1 November: 01:30 came twice.
            cron(30 1 * * ? *)   | America/New_York | 2026-10-31T05:30:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
            cron(0/30 1-2 * * ? *) | America/New_York | 2026-11-01T05:00:00Z | 2026-11-01T05:30:00Z 2026-11-01T07:00:00Z
            cron(0 21 * * ? *)   | Europe/Berlin    | 2026-03-28T20:00:00Z | 2026-03-29T19:00:00Z 2026-03-30T19:00:00Z
            # Samoa left out 30 December 2011 altogether.
            cron(0 12 * * ? *)   | Pacific/Apia     | 2011-12-29T00:00:00Z | 2011-12-29T22:00:00Z 2011-12-30T22:00:00Z
            rate(1 day)          | America/New_York | 2026-03-07T12:00:00Z | 2026-03-08T00:00:30Z 2026-03-09T00:00:30Z
            at(2026-03-08T02:30:00) | America/New_York | 2026-03-01T00:00:00Z | 2026-03-08T07:30:00Z
            at(2026-11-01T01:30:00) | America/New_York | 2026-03-01T00:00:00Z | 2026-11-01T05:30:00Z
            at(2026-06-01T12:00:00) | Asia/Kolkata     | 2026-03-01T00:00:00Z | 2026-06-01T06:30:00Z
            """)
    void local_times_follow_the_zone(String expression, String zone, String after, String expected) {
        assertThat(following(timing(expression, zone), after, 2)).isEqualTo(expected);
    }

    @Test
    void a_recurring_schedule_keeps_to_its_start_and_its_end() {
        Instant start = Instant.parse("2026-02-01T06:00:00Z");
        Instant end = Instant.parse("2026-02-01T06:20:00Z");
        ZoneId utc = ZoneId.of("UTC");
        Timing rate = new Timing(ScheduleExpression.parse("rate(10 minutes)"), utc, start, end, ANCHOR);
        assertThat(following(rate, "2026-01-01T00:00:00Z", 9))
                .isEqualTo("2026-02-01T06:00:00Z 2026-02-01T06:10:00Z 2026-02-01T06:20:00Z");
        Timing cron = new Timing(ScheduleExpression.parse("cron(0/10 * * * ? *)"), utc, start, end, ANCHOR);
        assertThat(following(cron, "2026-01-01T00:00:00Z", 9))
                .isEqualTo("2026-02-01T06:00:00Z 2026-02-01T06:10:00Z 2026-02-01T06:20:00Z");
        Timing once = new Timing(ScheduleExpression.parse("at(2027-01-01T00:00:00)"), utc, start, end, ANCHOR);
        assertThat(following(once, "2026-01-01T00:00:00Z", 9)).isEqualTo("2027-01-01T00:00:00Z");
    }

    @Test
    void what_is_made_now_occurs_at_once_by_rate_and_late_by_a_past_time() {
        assertThat(timing("rate(3 hours)", "UTC").first(ANCHOR)).contains(ANCHOR);
        assertThat(timing("at(2020-01-01T00:00:00)", "UTC").first(ANCHOR))
                .contains(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(timing("cron(0 * * * ? *)", "UTC").first(ANCHOR)).contains(Instant.parse("2026-01-01T01:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "every minute",
                "rate(0 minutes)",
                "rate(1 week)",
                "rate(5)",
                "rate(-1 hours)",
                "rate(1.5 hours)",
                "at(2026-01-01)",
                "at(2026-02-30T00:00:00)",
                "at(2026-01-01T00:00:00Z)",
                "at(2026-01-01T00:00:00.5)",
                "cron(0 0 * * *)",
                "cron(0 0 * * * *)",
                "cron(0 0 ? * ? *)",
                "cron(0 0 1 * 1 *)",
                "cron(60 0 * * ? *)",
                "cron(0 24 * * ? *)",
                "cron(0 0 0 * ? *)",
                "cron(0 0 32 * ? *)",
                "cron(0 0 1 13 ? *)",
                "cron(0 0 ? * 8 *)",
                "cron(0 0 ? * 0 *)",
                "cron(0 0 ? * FOO *)",
                "cron(0 0 ? * 2#6 *)",
                "cron(0 0 ? * 2#1,3#1 *)",
                "cron(0 0 1W,5 * ? *)",
                "cron(0 0 L-3 * ? *)",
                "cron(0 0 1 * ? 2200)",
                "cron(0 0 1 * ? 1969)",
                "cron(0/0 0 1 * ? *)",
                "cron(5-1 0 1 * ? *)",
                "cron(, 0 1 * ? *)",
                "cron(? 0 1 * ? *)",
                "cron(0 0 ? * MON/2 *)",
                "cron(0 0 1 * ? *) "
            })
    void what_is_no_expression_is_refused(String text) {
        assertThatThrownBy(() -> ScheduleExpression.parse(text)).isInstanceOf(InvalidExpressionException.class);
    }

    @Test
    void a_zone_is_one_of_the_names_of_the_tz_database() {
        assertThat(Timing.zone("Europe/Paris")).isPresent();
        assertThat(Timing.zone("UTC")).isPresent();
        assertThat(Timing.zone("+02:00")).isEmpty();
        assertThat(Timing.zone("Nowhere/Land")).isEmpty();
    }
}
