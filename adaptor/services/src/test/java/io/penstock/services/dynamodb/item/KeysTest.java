package io.penstock.services.dynamodb.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeysTest {

    private static final KeySchema SCHEMA =
            KeySchema.of(new KeyAttribute("pk", AttributeType.S), new KeyAttribute("sk", AttributeType.N));

    private final SplittableRandom random = new SplittableRandom(5);
    private final RandomValues values = new RandomValues(random);

    private static AttributeValue text(String text) {
        return new AttributeValue.S(text);
    }

    @Test
    void an_item_that_is_stored_names_what_is_wrong_with_its_key() {
        assertThatThrownBy(() -> SCHEMA.keyOf(new Item(Map.of("pk", text("a")))))
                .hasMessage("One or more parameter values were invalid: Missing the key sk in the item");
        assertThatThrownBy(() -> SCHEMA.keyOf(new Item(Map.of("pk", AttributeValue.N.of(1)))))
                .hasMessage(
                        "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N");
        assertThatThrownBy(() -> SCHEMA.keyOf(new Item(Map.of("pk", text(""), "sk", AttributeValue.N.of(1)))))
                .hasMessage("One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
                        + " contain an empty string value. Key: pk");
        assertThatThrownBy(() ->
                        SCHEMA.keyOf(new Item(Map.of("pk", text("\u20ac".repeat(683)), "sk", AttributeValue.N.of(1)))))
                .hasMessage("One or more parameter values were invalid: Size of hashkey has exceeded the maximum size"
                        + " limit of2048 bytes");
        KeySchema binary =
                KeySchema.of(new KeyAttribute("pk", AttributeType.S), new KeyAttribute("sk", AttributeType.B));
        assertThatThrownBy(() -> binary.keyOf(
                        new Item(Map.of("pk", text("a"), "sk", new AttributeValue.B(Bytes.of(new byte[1025]))))))
                .hasMessage("One or more parameter values were invalid: Aggregated size of all range keys has exceeded"
                        + " the size limit of 1024 bytes");
    }

    @Test
    void a_key_that_is_asked_for_has_exactly_the_attributes_of_the_schema() {
        String message = "The provided key element does not match the schema";
        Item whole = new Item(Map.of("pk", text("a"), "sk", AttributeValue.N.of(1)));
        assertThat(SCHEMA.toItem(SCHEMA.named(whole))).isEqualTo(whole);
        assertThatThrownBy(() -> SCHEMA.named(new Item(Map.of("pk", text("a")))))
                .hasMessage(message);
        assertThatThrownBy(() -> SCHEMA.named(whole.with("x", text("")))).hasMessage(message);
        assertThatThrownBy(() -> SCHEMA.named(new Item(Map.of("pk", text("a"), "sk", text("1")))))
                .hasMessage(message);
        assertThatThrownBy(() -> SCHEMA.named(new Item(Map.of("pk", text(""), "sk", AttributeValue.N.of(1)))))
                .hasMessage("One or more parameter values were invalid: The AttributeValue for a key attribute cannot"
                        + " contain an empty string value. Key: pk");
    }

    @Test
    void an_item_without_the_key_of_an_index_or_with_another_type_is_not_in_the_index() {
        assertThat(SCHEMA.sparseKeyOf(new Item(Map.of("pk", text("a"))))).isEmpty();
        assertThat(SCHEMA.sparseKeyOf(new Item(Map.of("pk", text("a"), "sk", text("1")))))
                .isEmpty();
        assertThat(SCHEMA.sparseKeyOf(new Item(Map.of("pk", text("a"), "sk", AttributeValue.N.of(1), "x", text("y")))))
                .contains(new PrimaryKey(text("a"), Optional.of(AttributeValue.N.of(1))));
    }

    @ParameterizedTest
    @EnumSource(names = {"S", "N", "B"})
    void bytes_of_keys_have_the_order_of_the_keys_and_read_back(AttributeType range) {
        KeySchema schema = KeySchema.of(new KeyAttribute("pk", AttributeType.S), new KeyAttribute("sk", range));
        for (int i = 0; i < 20_000; i++) {
            PrimaryKey one = new PrimaryKey(values.of(AttributeType.S, 0), Optional.of(values.of(range, 0)));
            PrimaryKey other = new PrimaryKey(
                    random.nextBoolean() ? one.hash() : values.of(AttributeType.S, 0),
                    Optional.of(values.of(range, 0)));
            byte[] bytes = one.bytes();
            assertThat(Integer.signum(Arrays.compareUnsigned(bytes, other.bytes())))
                    .as("%s and %s", one, other)
                    .isEqualTo(Integer.signum(compare(one, other)));
            ByteSource source = new ByteSource(bytes);
            assertThat(schema.read(source)).isEqualTo(one);
            source.end();
            byte[] start = PrimaryKey.hashBytes(other.hash());
            assertThat(Arrays.mismatch(start, bytes) >= start.length)
                    .isEqualTo(one.hash().equals(other.hash()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"S", "B"})
    void a_prefix_finds_exactly_the_keys_that_begin_with_it(AttributeType type) {
        for (int i = 0; i < 20_000; i++) {
            AttributeValue key = values.of(type, 0);
            AttributeValue start = values.of(type, 0);
            byte[] prefix = OrderedBytes.prefix(start);
            int mismatch = Arrays.mismatch(prefix, PrimaryKey.hashBytes(key));
            boolean begins = Bytes.of(plain(key)).startsWith(Bytes.of(plain(start)));
            assertThat(mismatch == -1 || mismatch >= prefix.length)
                    .as("%s, %s", key, start)
                    .isEqualTo(begins);
        }
    }

    @Test
    void the_layout_of_keys_never_changes() {
        assertThat(hex(text("a\0b"))).isEqualTo("6100ff620000");
        assertThat(hex(new AttributeValue.B(Bytes.of((byte) 0, (byte) -1)))).isEqualTo("00ffff0000");
        assertThat(hex(AttributeValue.N.of(0))).isEqualTo("02");
        assertThat(hex(AttributeValue.N.of(123))).isEqualTo("03840d1f00");
        assertThat(hex(AttributeValue.N.of(-123))).isEqualTo("017bf2e0ff");
    }

    private static String hex(AttributeValue value) {
        return HexFormat.of().formatHex(PrimaryKey.hashBytes(value));
    }

    private static int compare(PrimaryKey one, PrimaryKey other) {
        int first = compare(one.hash(), other.hash());
        return first != 0
                ? first
                : compare(one.range().orElseThrow(), other.range().orElseThrow());
    }

    private static int compare(AttributeValue one, AttributeValue other) {
        return one instanceof AttributeValue.N a && other instanceof AttributeValue.N b
                ? a.value().toBigDecimal().compareTo(b.value().toBigDecimal())
                : Arrays.compareUnsigned(plain(one), plain(other));
    }

    private static byte[] plain(AttributeValue value) {
        return value instanceof AttributeValue.S text
                ? text.value().getBytes(StandardCharsets.UTF_8)
                : ((AttributeValue.B) value).value().toArray();
    }
}
