package io.penstock.services.dynamodb.item;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;

/** Between the SDK's values and ours. What comes in is checked, in AWS's words. */
public final class SdkValues {

    private static final String EXACTLY_ONE = ", must contain exactly one of the supported datatypes";

    private SdkValues() {}

    /**
     * Attributes of a caller.
     *
     * @throws FaultException {@code ValidationException} when a value has no type or several, is an empty set or one with duplicates, a number
     *     out of range, or nested too deeply
     */
    public static Item item(Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> attributes) {
        return new Item(map(attributes, 0));
    }

    /**
     * A value of a caller.
     *
     * @throws FaultException as {@link #item}
     */
    public static AttributeValue value(software.amazon.awssdk.services.dynamodb.model.AttributeValue value) {
        return value(value, 0);
    }

    /** For the caller. */
    public static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> toSdk(Item item) {
        return toSdk(item.attributes());
    }

    private static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> toSdk(
            Map<String, AttributeValue> attributes) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> sdk =
                LinkedHashMap.newLinkedHashMap(attributes.size());
        attributes.forEach((name, value) -> sdk.put(name, toSdk(value)));
        return sdk;
    }

    /** For the caller. */
    public static software.amazon.awssdk.services.dynamodb.model.AttributeValue toSdk(AttributeValue value) {
        var sdk = software.amazon.awssdk.services.dynamodb.model.AttributeValue.builder();
        return switch (value) {
            case AttributeValue.S text -> sdk.s(text.value()).build();
            case AttributeValue.N number -> sdk.n(number.value().toString()).build();
            case AttributeValue.B bytes -> sdk.b(sdkBytes(bytes.value())).build();
            case AttributeValue.Bool bool -> sdk.bool(bool.value()).build();
            case AttributeValue.Null _ -> sdk.nul(true).build();
            case AttributeValue.M map -> sdk.m(toSdk(map.value())).build();
            case AttributeValue.L list ->
                sdk.l(list.value().stream().map(SdkValues::toSdk).toList()).build();
            case AttributeValue.SS set -> sdk.ss(set.value()).build();
            case AttributeValue.NS set ->
                sdk.ns(set.value().stream().map(DdbNumber::toString).toList()).build();
            case AttributeValue.BS set ->
                sdk.bs(set.value().stream().map(SdkValues::sdkBytes).toList()).build();
        };
    }

    private static SdkBytes sdkBytes(Bytes bytes) {
        return SdkBytes.fromByteArrayUnsafe(bytes.unsafe());
    }

    private static Map<String, AttributeValue> map(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> attributes, int depth) {
        Map<String, AttributeValue> map = LinkedHashMap.newLinkedHashMap(attributes.size());
        for (Map.Entry<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> entry :
                attributes.entrySet()) {
            map.put(entry.getKey(), value(entry.getValue(), depth));
        }
        return map;
    }

    private static AttributeValue value(
            software.amazon.awssdk.services.dynamodb.model.AttributeValue value, int depth) {
        if (depth > DynamoLimits.NESTING) {
            throw DynamoFaults.NESTED_TOO_DEEPLY.with();
        }
        List<AttributeValue> set = new ArrayList<>(1);
        if (value.s() != null) {
            set.add(new AttributeValue.S(value.s()));
        }
        if (value.n() != null) {
            set.add(new AttributeValue.N(DdbNumber.parse(value.n())));
        }
        if (value.b() != null) {
            set.add(new AttributeValue.B(bytes(value.b())));
        }
        if (value.bool() != null) {
            set.add(new AttributeValue.Bool(value.bool()));
        }
        if (value.nul() != null) {
            if (!value.nul()) {
                throw DynamoFaults.invalidParameter("Null attribute value types must have the value of true");
            }
            set.add(new AttributeValue.Null());
        }
        sets(value, set);
        if (value.hasM()) {
            set.add(new AttributeValue.M(map(value.m(), depth + 1)));
        }
        if (value.hasL()) {
            List<AttributeValue> list = new ArrayList<>(value.l().size());
            value.l().forEach(element -> list.add(value(element, depth + 1)));
            set.add(new AttributeValue.L(list));
        }
        if (set.isEmpty()) {
            throw DynamoFaults.validation("Supplied AttributeValue is empty" + EXACTLY_ONE);
        }
        if (set.size() > 1) {
            throw DynamoFaults.validation("Supplied AttributeValue has more than one datatypes set" + EXACTLY_ONE);
        }
        return set.getFirst();
    }

    private static void sets(
            software.amazon.awssdk.services.dynamodb.model.AttributeValue value, List<AttributeValue> to) {
        if (value.hasSs()) {
            if (value.ss().isEmpty()) {
                throw DynamoFaults.invalidParameter("An string set  may not be empty");
            }
            to.add(new AttributeValue.SS(
                    distinct(value.ss(), "Input collection " + value.ss() + " contains duplicates.")));
        }
        if (value.hasNs()) {
            if (value.ns().isEmpty()) {
                throw DynamoFaults.invalidParameter("An number set  may not be empty");
            }
            Set<DdbNumber> numbers = new LinkedHashSet<>();
            value.ns().forEach(text -> numbers.add(DdbNumber.parse(text)));
            if (numbers.size() < value.ns().size()) {
                throw DynamoFaults.validation("Input collection contains duplicates");
            }
            to.add(new AttributeValue.NS(numbers));
        }
        if (value.hasBs()) {
            if (value.bs().isEmpty()) {
                throw DynamoFaults.invalidParameter("Binary sets should not be empty");
            }
            List<Bytes> members = value.bs().stream().map(SdkValues::bytes).toList();
            to.add(new AttributeValue.BS(
                    distinct(members, "Input collection " + members + "of type BS contains duplicates.")));
        }
    }

    private static <T> Set<T> distinct(List<T> values, String complaint) {
        Set<T> distinct = new LinkedHashSet<>(values);
        if (distinct.size() < values.size()) {
            throw DynamoFaults.invalidParameter(complaint);
        }
        return distinct;
    }

    private static Bytes bytes(SdkBytes bytes) {
        return Bytes.of(bytes.asByteArrayUnsafe());
    }
}
