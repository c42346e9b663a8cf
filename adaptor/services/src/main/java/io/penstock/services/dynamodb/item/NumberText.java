package io.penstock.services.dynamodb.item;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Reads numbers that callers wrote, in time proportional to their length: digits that do not count are never given to the arithmetic, so a
 * megabyte of nines or an exponent of a thousand digits costs no more than reading it.
 */
final class NumberText {

    /** Beyond every exponent that is in range, whatever the number of digits before it. */
    private static final long FAR = 1L << 40;

    private final String text;
    private final StringBuilder significant = new StringBuilder(DynamoLimits.DIGITS + 1);
    private int at;
    private boolean anyDigit;
    private boolean tooMany;
    /** Zeros that count only if another digit follows them. */
    private long heldZeros;
    /** Power of ten of the last digit in {@link #significant}, or of the held zeros behind it. */
    private long scale;

    private NumberText(String text) {
        this.text = text;
    }

    static BigDecimal decimal(String text) {
        return new NumberText(text).read();
    }

    private BigDecimal read() {
        boolean negative = sign();
        digits(false);
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits(true);
        }
        if (!anyDigit) {
            throw notNumeric();
        }
        long exponent = exponent();
        if (at != text.length()) {
            throw notNumeric();
        }
        if (significant.isEmpty()) {
            return BigDecimal.ZERO;
        }
        long last = scale + heldZeros + exponent;
        long first = last + significant.length() - 1;
        if (first > DynamoLimits.GREATEST_EXPONENT) {
            throw overflow();
        }
        if (first < DynamoLimits.LEAST_EXPONENT) {
            throw underflow();
        }
        if (tooMany) {
            throw tooPrecise();
        }
        BigInteger unscaled = new BigInteger(significant.toString());
        return new BigDecimal(negative ? unscaled.negate() : unscaled, Math.toIntExact(-last));
    }

    private boolean sign() {
        if (text.startsWith("-") || text.startsWith("+")) {
            at++;
        }
        return text.startsWith("-");
    }

    private void digits(boolean fraction) {
        for (; at < text.length() && isDigit(text.charAt(at)); at++) {
            anyDigit = true;
            if (fraction) {
                scale--;
            }
            digit(text.charAt(at));
        }
    }

    private void digit(char digit) {
        if (digit == '0') {
            if (!significant.isEmpty()) {
                heldZeros++;
            }
            return;
        }
        if (tooMany || significant.length() + heldZeros >= DynamoLimits.DIGITS) {
            // What is dropped keeps its place, so that the first digit's power of ten stays right.
            tooMany = true;
            heldZeros++;
            return;
        }
        significant.repeat('0', (int) heldZeros).append(digit);
        heldZeros = 0;
    }

    private long exponent() {
        if (at == text.length() || (text.charAt(at) != 'e' && text.charAt(at) != 'E')) {
            return 0;
        }
        at++;
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || (at < text.length() && text.charAt(at) == '+')) {
            at++;
        }
        int start = at;
        long exponent = 0;
        for (; at < text.length() && isDigit(text.charAt(at)); at++) {
            exponent = Math.min(FAR, exponent * 10 + (text.charAt(at) - '0'));
        }
        if (at == start) {
            throw notNumeric();
        }
        return negative ? -exponent : exponent;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private FaultException notNumeric() {
        return DynamoFaults.validation(
                "The parameter cannot be converted to a numeric value" + (text.isEmpty() ? "" : ": " + text));
    }

    static FaultException overflow() {
        return DynamoFaults.validation(
                "Number overflow. Attempting to store a number with magnitude larger than supported range");
    }

    static FaultException underflow() {
        return DynamoFaults.validation(
                "Number underflow. Attempting to store a number with magnitude smaller than supported range");
    }

    static FaultException tooPrecise() {
        return DynamoFaults.validation("Attempting to store more than 38 significant digits in a Number");
    }
}
