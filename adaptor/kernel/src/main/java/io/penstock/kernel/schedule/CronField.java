package io.penstock.kernel.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One field of numbers: {@code *}, values, ranges, steps and lists of these.
 *
 * @param name for messages
 * @param names the words for values, beginning with {@code least}; empty when there are none
 */
record CronField(String name, int least, int greatest, List<String> names) {

    BitSet parse(String text) {
        BitSet values = new BitSet(greatest + 1);
        for (String part : text.split(",", -1)) {
            add(part, values);
        }
        return values;
    }

    private void add(String part, BitSet values) {
        String[] stepped = part.split("/", -1);
        if (stepped.length > 2) {
            throw invalid(part);
        }
        boolean hasStep = stepped.length == 2;
        int step = hasStep ? number(stepped[1], part) : 1;
        if (step < 1 || step > greatest) {
            throw invalid(part);
        }
        String[] ends = stepped[0].split("-", -1);
        if (ends.length > 2) {
            throw invalid(part);
        }
        boolean every = stepped[0].equals("*");
        int from = every ? least : value(ends[0]);
        int to = every || (hasStep && ends.length == 1) ? greatest : value(ends[ends.length - 1]);
        if (from > to) {
            throw invalid(part);
        }
        for (int value = from; value <= to; value += step) {
            values.set(value);
        }
    }

    /** A number or a word for one. */
    int value(String text) {
        int word = names.indexOf(text.toUpperCase(Locale.ROOT));
        int value = word >= 0 ? least + word : number(text, text);
        if (value < least || value > greatest) {
            throw invalid(text);
        }
        return value;
    }

    private int number(String text, String part) {
        if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid(part);
        }
        return Integer.parseInt(text);
    }

    InvalidExpressionException invalid(String part) {
        return new InvalidExpressionException("'" + part + "' is no value of the field " + name);
    }
}
