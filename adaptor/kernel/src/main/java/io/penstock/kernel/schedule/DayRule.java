package io.penstock.kernel.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** Which days of a month match: the field of days of the month or that of days of the week, whichever is not {@code ?}. */
sealed interface DayRule {

    /** The days of the month that match, from 1. */
    BitSet in(YearMonth month);

    /** Days by their number. */
    record OfMonth(BitSet days) implements DayRule {
        @Override
        public BitSet in(YearMonth month) {
            BitSet present = (BitSet) days.clone();
            present.clear(month.lengthOfMonth() + 1, Math.max(32, present.length() + 1));
            return present;
        }
    }

    /** {@code L}: the last day. */
    record Last() implements DayRule {
        @Override
        public BitSet in(YearMonth month) {
            return only(month.lengthOfMonth());
        }
    }

    /** {@code dW}: the day from Monday to Friday that is nearest to a day, within the month. None in a month that has no such day. */
    record NearestWeekday(int day) implements DayRule {
        @Override
        public BitSet in(YearMonth month) {
            if (day > month.lengthOfMonth()) {
                return new BitSet();
            }
            DayOfWeek weekday = month.atDay(day).getDayOfWeek();
            int nearest = switch (weekday) {
                case SATURDAY -> day == 1 ? day + 2 : day - 1;
                case SUNDAY -> day == month.lengthOfMonth() ? day - 2 : day + 1;
                case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> day;
            };
            return only(nearest);
        }
    }

    /**
     * Days of the week.
     *
     * @param weekdays 1 is Sunday
     */
    record OfWeek(BitSet weekdays) implements DayRule {
        @Override
        public BitSet in(YearMonth month) {
            BitSet days = new BitSet();
            for (int day = 1; day <= month.lengthOfMonth(); day++) {
                if (weekdays.get(dayOfWeek(month.atDay(day)))) {
                    days.set(day);
                }
            }
            return days;
        }
    }

    /** {@code dL}: the last of a day of the week. */
    record LastOfWeek(int weekday) implements DayRule {
        @Override
        public BitSet in(YearMonth month) {
            int day = month.lengthOfMonth();
            while (dayOfWeek(month.atDay(day)) != weekday) {
                day--;
            }
            return only(day);
        }
    }

    /** {@code d#n}: the n-th of a day of the week, 1 to 5; in a month that has fewer, none. */
    record Nth(int weekday, int nth) implements DayRule {
        @Override
        public BitSet in(YearMonth month) {
            int day = 1;
            while (dayOfWeek(month.atDay(day)) != weekday) {
                day++;
            }
            int found = day + 7 * (nth - 1);
            return found <= month.lengthOfMonth() ? only(found) : new BitSet();
        }
    }

    private static BitSet only(int day) {
        BitSet days = new BitSet();
        days.set(day);
        return days;
    }

    private static int dayOfWeek(LocalDate date) {
        return date.getDayOfWeek().getValue() % 7 + 1;
    }

    /** The rule of the two fields of days. */
    static DayRule parse(String ofMonth, String ofWeek) {
        boolean openMonth = ofMonth.equals("?");
        boolean openWeek = ofWeek.equals("?");
        if (openMonth == openWeek) {
            throw new InvalidExpressionException("exactly one of day of month and day of week is ?");
        }
        return openWeek ? Fields.month(ofMonth) : Fields.week(ofWeek.toUpperCase(Locale.ROOT));
    }

    /** How the fields are written. */
    final class Fields {

        private static final CronField MONTH = new CronField("day of month", 1, 31, List.of());
        private static final CronField WEEK =
                new CronField("day of week", 1, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

        private Fields() {}

        private static DayRule month(String text) {
            if (text.equals("L")) {
                return new Last();
            }
            if (text.endsWith("W")) {
                return new NearestWeekday(MONTH.value(text.substring(0, text.length() - 1)));
            }
            return new OfMonth(MONTH.parse(text));
        }

        private static DayRule week(String text) {
            int hash = text.indexOf('#');
            if (hash >= 0) {
                String nth = text.substring(hash + 1);
                if (nth.length() != 1 || nth.charAt(0) < '1' || nth.charAt(0) > '5') {
                    throw WEEK.invalid(text);
                }
                return new Nth(WEEK.value(text.substring(0, hash)), nth.charAt(0) - '0');
            }
            if (text.equals("L")) {
                return new OfWeek(only(7));
            }
            if (text.endsWith("L")) {
                return new LastOfWeek(WEEK.value(text.substring(0, text.length() - 1)));
            }
            if (text.indexOf('/') >= 0) {
                // AWS has steps in every field but this one.
                throw WEEK.invalid(text);
            }
            return new OfWeek(WEEK.parse(text));
        }
    }
}
