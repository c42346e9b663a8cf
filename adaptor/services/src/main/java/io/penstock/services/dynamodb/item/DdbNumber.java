package io.penstock.services.dynamodb.item;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A decimal of up to 38 significant digits whose first digit stands for 10<sup>-130</sup> to 10<sup>125</sup>, or zero. Canonical: numbers of
 * equal value are equal, trailing zeros and the sign of zero are forgotten.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number">Number</a>
 */
public final class DdbNumber implements Comparable<DdbNumber> {

    public static final DdbNumber ZERO = new DdbNumber(BigDecimal.ZERO);

    private final BigDecimal value;

    private DdbNumber(BigDecimal value) {
        this.value = value;
    }

    /**
     * Reads what a caller sent, for example {@code -12.50e3}.
     *
     * @throws FaultException {@code ValidationException} in AWS's words when the text is no number, has too many digits or is out of range
     */
    public static DdbNumber parse(String text) {
        return of(NumberText.decimal(text));
    }

    public static DdbNumber of(long value) {
        return of(BigDecimal.valueOf(value));
    }

    /**
     * Checks and normalises.
     *
     * @throws FaultException {@code ValidationException} as {@link #parse}
     */
    public static DdbNumber of(BigDecimal value) {
        if (value.signum() == 0) {
            return ZERO;
        }
        BigDecimal stripped = value.stripTrailingZeros();
        int exponent = exponent(stripped);
        if (exponent > DynamoLimits.GREATEST_EXPONENT) {
            throw NumberText.overflow();
        }
        if (exponent < DynamoLimits.LEAST_EXPONENT) {
            throw NumberText.underflow();
        }
        if (stripped.precision() > DynamoLimits.DIGITS) {
            throw NumberText.tooPrecise();
        }
        return new DdbNumber(stripped);
    }

    private static int exponent(BigDecimal stripped) {
        return stripped.precision() - stripped.scale() - 1;
    }

    /**
     * The exact sum.
     *
     * @throws FaultException {@code ValidationException} when it is out of range or needs more than 38 digits; AWS says overflow for both
     */
    public DdbNumber plus(DdbNumber other) {
        return exact(value.add(other.value));
    }

    /**
     * The exact difference.
     *
     * @throws FaultException {@code ValidationException} as {@link #plus}
     */
    public DdbNumber minus(DdbNumber other) {
        return exact(value.subtract(other.value));
    }

    private static DdbNumber exact(BigDecimal result) {
        if (result.signum() != 0 && result.stripTrailingZeros().precision() > DynamoLimits.DIGITS) {
            throw NumberText.overflow();
        }
        return of(result);
    }

    public BigDecimal toBigDecimal() {
        return value;
    }

    /** Significant digits; none for zero. */
    int digits() {
        return value.signum() == 0 ? 0 : value.precision();
    }

    int signum() {
        return value.signum();
    }

    /** The power of ten of the first digit; zero has none. */
    int exponent() {
        return exponent(value);
    }

    BigInteger unscaled() {
        return value.unscaledValue();
    }

    /** Bytes that AWS counts: one for the exponent, one for every two digits of base 100, one for a minus sign. */
    int size() {
        if (value.signum() == 0) {
            return 1;
        }
        int digits = value.precision();
        boolean splitPair = digits % 2 == 0 && exponent() % 2 == 0;
        return 1 + (digits + 1) / 2 + (splitPair ? 1 : 0) + (value.signum() < 0 ? 1 : 0);
    }

    @Override
    public int compareTo(DdbNumber other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DdbNumber number && value.equals(number.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Without exponent, as DynamoDB answers it. */
    @Override
    public String toString() {
        return value.toPlainString();
    }
}
