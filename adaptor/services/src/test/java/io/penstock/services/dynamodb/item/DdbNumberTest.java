package io.penstock.services.dynamodb.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DdbNumberTest {

    private static final String OVERFLOW =
            "Number overflow. Attempting to store a number with magnitude larger than supported range";
    private static final String UNDERFLOW =
            "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    private static final String DIGITS = "Attempting to store more than 38 significant digits in a Number";

    private final SplittableRandom random = new SplittableRandom(38);
    private final RandomValues values = new RandomValues(random);

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "+1, 1",
        "-1.0, -1",
        "001.50, 1.5",
        ".5, 0.5",
        "5., 5",
        "-0, 0",
        "0e999999999999999999999, 0",
        "1e3, 1000",
        "1.20E+2, 120",
        "12e-3, 0.012",
        "0.00000e5, 0",
        "100000000000000000000000000000000000000000000000000, 100000000000000000000000000000000000000000000000000",
        "12345678901234567890123456789012345678, 12345678901234567890123456789012345678",
        "0.000000000000000000000000000000000000000000000000000001, 0.000000000000000000000000000000000000000000000000000001"
    })
    void numbers_are_answered_in_canonical_form(String written, String answered) {
        assertThat(DdbNumber.parse(written)).hasToString(answered);
    }

    @Test
    void the_range_is_from_ten_to_the_minus_130_to_below_ten_to_the_126() {
        String nines = "9".repeat(38);
        assertThat(DdbNumber.parse(nines + "E88").toBigDecimal()).isEqualByComparingTo(new BigDecimal(nines + "E88"));
        assertThat(DdbNumber.parse("1E-130").toBigDecimal()).isEqualByComparingTo("1E-130");
        assertThat(DdbNumber.parse("1" + "0".repeat(125)).toBigDecimal()).isEqualByComparingTo("1E125");
        assertThatThrownBy(() -> DdbNumber.parse("1E126")).hasMessage(OVERFLOW);
        assertThatThrownBy(() -> DdbNumber.parse("-10E125")).hasMessage(OVERFLOW);
        assertThatThrownBy(() -> DdbNumber.parse("9.9E-131")).hasMessage(UNDERFLOW);
        assertThatThrownBy(() -> DdbNumber.parse("1E99999999999999999999")).hasMessage(OVERFLOW);
        assertThatThrownBy(() -> DdbNumber.parse("-1E-99999999999999999999")).hasMessage(UNDERFLOW);
    }

    @Test
    void a_39th_significant_digit_is_refused_and_zeros_on_either_side_are_none() {
        String digits = "1234567890123456789012345678901234567";
        assertThat(DdbNumber.parse("000" + digits + "8000")).hasToString(digits + "8000");
        assertThatThrownBy(() -> DdbNumber.parse(digits + "89")).hasMessage(DIGITS);
        assertThatThrownBy(() -> DdbNumber.parse("1." + "0".repeat(37) + "1")).hasMessage(DIGITS);
        assertThatThrownBy(() -> DdbNumber.parse("1" + "0".repeat(125) + "1")).hasMessage(OVERFLOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "-",
                "+",
                ".",
                "1e",
                "e5",
                "1 ",
                " 1",
                "1e+",
                "0x1",
                "1,5",
                "--1",
                "NaN",
                "Infinity",
                "1.2.3",
                "\u0661"
            })
    void what_is_no_number_is_refused_with_the_text_in_the_message(String written) {
        assertThatThrownBy(() -> DdbNumber.parse(written))
                .isInstanceOf(FaultException.class)
                .hasMessage("The parameter cannot be converted to a numeric value: " + written);
    }

    @Test
    void an_empty_text_is_no_number() {
        assertThatThrownBy(() -> DdbNumber.parse(""))
                .hasMessage("The parameter cannot be converted to a numeric value");
    }

    @Test
    void hostile_texts_cost_no_more_than_reading_them() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThatThrownBy(() -> DdbNumber.parse("9".repeat(1_000_000))).hasMessage(OVERFLOW);
            assertThatThrownBy(() -> DdbNumber.parse("0." + "9".repeat(1_000_000)))
                    .hasMessage(DIGITS);
            assertThatThrownBy(() -> DdbNumber.parse("1e" + "9".repeat(1_000_000)))
                    .hasMessage(OVERFLOW);
            assertThat(DdbNumber.parse("0".repeat(1_000_000) + "1")).isEqualTo(DdbNumber.of(1));
        });
    }

    @Test
    void sums_and_differences_are_exact() {
        assertThat(DdbNumber.parse("0.1").plus(DdbNumber.parse("0.2"))).hasToString("0.3");
        assertThat(DdbNumber.parse("1").minus(DdbNumber.parse("1.00"))).isSameAs(DdbNumber.ZERO);
        assertThatThrownBy(() -> DdbNumber.parse("9E125").plus(DdbNumber.parse("9E125")))
                .hasMessage(OVERFLOW);
    }

    @Test
    void bytes_of_numbers_have_the_order_of_the_numbers_and_read_back() {
        for (int i = 0; i < 50_000; i++) {
            DdbNumber one = values.number();
            DdbNumber other = random.nextInt(10) == 0 ? one : values.number();
            byte[] bytes = bytes(one);
            assertThat(Integer.signum(Arrays.compareUnsigned(bytes, bytes(other))))
                    .as("%s and %s", one, other)
                    .isEqualTo(one.compareTo(other));
            assertThat(OrderedBytes.read(new ByteSource(bytes), AttributeType.N))
                    .isEqualTo(new AttributeValue.N(one));
        }
    }

    @Test
    void a_text_reads_as_the_decimal_that_it_is() {
        for (int i = 0; i < 20_000; i++) {
            DdbNumber number = values.number();
            assertThat(DdbNumber.parse(number.toString())).isEqualTo(number);
            assertThat(DdbNumber.parse(number.toBigDecimal().toString())).isEqualTo(number);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 2",
        "-1, 3",
        "10, 2",
        "12, 2",
        "100, 2",
        "101, 3",
        "1.2, 3",
        "123, 3",
        "12345678901234567890123456789012345678, 20"
    })
    void sizes_count_pairs_of_digits(String number, int size) {
        assertThat(DdbNumber.parse(number).size()).isEqualTo(size);
    }

    private static byte[] bytes(DdbNumber number) {
        ByteSink sink = new ByteSink(32);
        OrderedBytes.number(sink, number);
        return sink.toArray();
    }
}
