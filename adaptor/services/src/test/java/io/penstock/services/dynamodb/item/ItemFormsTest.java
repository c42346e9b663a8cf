package io.penstock.services.dynamodb.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

/** Items as bytes, as JSON and as the SDK's values. */
class ItemFormsTest {

    private static final String JSON = "{\"s\":{\"S\":\"t\u00e9\"},\"n\":{\"N\":\"-12.5\"},\"b\":{\"B\":\"AAH/\"},"
            + "\"t\":{\"BOOL\":true},\"z\":{\"NULL\":true},\"m\":{\"M\":{\"k\":{\"L\":[]}}},"
            + "\"l\":{\"L\":[{\"S\":\"\"},{\"M\":{}}]},\"ss\":{\"SS\":[\"b\",\"a\"]},\"ns\":{\"NS\":[\"1\",\"0.5\"]},"
            + "\"bs\":{\"BS\":[\"AQ==\"]}}";

    private static final String HEX =
            "010a0173010374c3a9016e02017cf2ccff01620303" + "0001ff0174040101" + "7a05016d0601016b0700"
                    + "016c070201000600" + "0273730802016201610" + "26e73090203820b00" + "03813300" + "0262730a010101";

    private final RandomValues values = new RandomValues(new SplittableRandom(9));

    private static Item sample() {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put("s", new AttributeValue.S("t\u00e9"));
        item.put("n", new AttributeValue.N(DdbNumber.parse("-12.5")));
        item.put("b", new AttributeValue.B(Bytes.of((byte) 0, (byte) 1, (byte) -1)));
        item.put("t", new AttributeValue.Bool(true));
        item.put("z", new AttributeValue.Null());
        item.put("m", new AttributeValue.M(Map.of("k", new AttributeValue.L(List.of()))));
        item.put("l", new AttributeValue.L(List.of(new AttributeValue.S(""), new AttributeValue.M(Map.of()))));
        item.put("ss", new AttributeValue.SS(new LinkedHashSet<>(List.of("b", "a"))));
        item.put("ns", new AttributeValue.NS(new LinkedHashSet<>(List.of(DdbNumber.of(1), DdbNumber.parse("0.5")))));
        item.put("bs", new AttributeValue.BS(Set.of(Bytes.of((byte) 1))));
        return new Item(item);
    }

    @Test
    void the_json_is_dynamodbs_own_and_never_changes() {
        assertThat(new String(ItemJson.encode(sample()), StandardCharsets.UTF_8))
                .isEqualTo(JSON);
        assertThat(ItemJson.decode(JSON.getBytes(StandardCharsets.UTF_8))).isEqualTo(sample());
    }

    @Test
    void the_bytes_never_change() {
        assertThat(HexFormat.of().formatHex(ItemCodec.encode(sample()))).isEqualTo(HEX);
        assertThat(ItemCodec.decode(HexFormat.of().parseHex(HEX))).isEqualTo(sample());
    }

    @Test
    void random_items_survive_every_form() {
        for (int i = 0; i < 5_000; i++) {
            Item item = values.item();
            byte[] bytes = ItemCodec.encode(item);
            assertThat(ItemCodec.encode(ItemCodec.decode(bytes))).isEqualTo(bytes);
            assertThat(ItemCodec.decode(bytes)).isEqualTo(item).hasSameHashCodeAs(item);
            assertThat(ItemJson.decode(ItemJson.encode(item))).isEqualTo(item);
            assertThat(SdkValues.item(SdkValues.toSdk(item))).isEqualTo(item);
        }
    }

    @Test
    void broken_bytes_throw_and_never_hang() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = ItemCodec.encode(values.item());
            byte[] broken = bytes.clone();
            if (random.nextBoolean()) {
                broken = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                broken[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                ItemCodec.decode(broken);
            } catch (IllegalStateException | FaultException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
        assertThatThrownBy(() -> ItemCodec.decode(new byte[] {2, 0})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ItemCodec.decode(new byte[] {1, 0, 0})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void json_that_is_no_item_throws() {
        for (String json : List.of(
                "",
                "1",
                "[]",
                "{\"a\":1}",
                "{\"a\":{}}",
                "{\"a\":{\"X\":\"1\"}}",
                "{\"a\":{\"S\":1}}",
                "{\"a\":{\"S\":\"x\",\"N\":\"1\"}}",
                "{\"a\":{\"SS\":[]}}",
                "{\"a\":{\"NULL\":false}}",
                "{} {}",
                "{\"a\":")) {
            assertThatThrownBy(() -> ItemJson.decode(json.getBytes(StandardCharsets.UTF_8)))
                    .as(json)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void sizes_are_those_that_aws_documents() {
        assertThat(Item.EMPTY.size()).isZero();
        assertThat(new Item(Map.of("\u00e9t", new AttributeValue.S("\ud83d\ude00"))).size())
                .isEqualTo(3 + 4);
        assertThat(new Item(Map.of("a", new AttributeValue.L(List.of()))).size())
                .isEqualTo(1 + 3);
        assertThat(new Item(Map.of("a", new AttributeValue.M(Map.of("bc", new AttributeValue.Null())))).size())
                .isEqualTo(1 + 3 + 1 + 2 + 1);
        assertThat(sample().size())
                .isEqualTo((1 + 3)
                        + (1 + 4)
                        + (1 + 3)
                        + (1 + 1)
                        + (1 + 1)
                        + (1 + 3 + 1 + 1 + 3)
                        + (1 + 3 + 1 + 1 + 3)
                        + (2 + 2)
                        + (2 + 2 + 2)
                        + (2 + 1));
    }

    @Test
    void a_value_has_exactly_one_type() {
        refused("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes", sdk().build());
        refused(
                "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
                sdk().s("a").n("1").build());
        refused(
                "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
                sdk().l(sdk().build()).build());
        refused(
                "One or more parameter values were invalid: Null attribute value types must have the value of true",
                sdk().nul(false).build());
    }

    @Test
    void sets_are_neither_empty_nor_have_duplicates() {
        refused(
                "One or more parameter values were invalid: An string set  may not be empty",
                sdk().ss(List.of()).build());
        refused(
                "One or more parameter values were invalid: An number set  may not be empty",
                sdk().ns(List.of()).build());
        refused(
                "One or more parameter values were invalid: Binary sets should not be empty",
                sdk().bs(List.of()).build());
        refused(
                "One or more parameter values were invalid: Input collection [a, b, a] contains duplicates.",
                sdk().ss("a", "b", "a").build());
        refused("Input collection contains duplicates", sdk().ns("1", "1.0").build());
        refused(
                "One or more parameter values were invalid: Input collection [AQ==, AQ==]of type BS contains duplicates.",
                sdk().bs(SdkBytes.fromByteArray(new byte[] {1}), SdkBytes.fromByteArray(new byte[] {1}))
                        .build());
        refused(
                "The parameter cannot be converted to a numeric value: x",
                sdk().ns("1", "x").build());
    }

    @Test
    void values_are_nested_32_levels_deep_and_no_deeper() {
        var value = sdk().s("x").build();
        for (int i = 0; i < 32; i++) {
            value = i % 2 == 0
                    ? sdk().l(value).build()
                    : sdk().m(Map.of("k", value)).build();
        }
        assertThat(SdkValues.toSdk(SdkValues.value(value))).isEqualTo(value);
        refused(
                "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
                sdk().l(value).build());
    }

    private static software.amazon.awssdk.services.dynamodb.model.AttributeValue.Builder sdk() {
        return software.amazon.awssdk.services.dynamodb.model.AttributeValue.builder();
    }

    private static void refused(String message, software.amazon.awssdk.services.dynamodb.model.AttributeValue value) {
        assertThatThrownBy(() -> SdkValues.value(value))
                .isInstanceOf(FaultException.class)
                .hasMessage(message);
    }
}
