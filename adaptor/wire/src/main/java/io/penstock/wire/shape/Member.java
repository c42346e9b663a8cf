package io.penstock.wire.shape;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.JsonValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** One member of an SDK type, or the element of a list or map, with everything about it resolved. */
public final class Member {

    /**
     * The query protocol's names of what a list or map holds.
     *
     * @param flattened whether elements repeat the member's name instead of being wrapped
     * @param element of a list's elements
     * @param key of a map's keys
     * @param value of a map's values
     */
    public record Collection(boolean flattened, String element, String key, String value) {}

    private static final Collection NONE = new Collection(false, "member", "key", "value");

    private final SdkField<Object> field;
    private final Kind kind;
    private final SerializableString jsonName;
    private final Collection collection;
    private final @Nullable Member element;
    private final boolean payload;
    private final boolean jsonValue;
    private final TimestampFormatTrait.@Nullable Format timestampFormat;
    private volatile @Nullable Shape shape;

    @SuppressWarnings("unchecked") // a field is only ever given values of its own kind
    Member(SdkField<?> sdkField) {
        field = (SdkField<Object>) sdkField;
        kind = Kind.of(field.marshallingType());
        jsonName = new SerializedString(field.locationName());
        ListTrait list = field.getTrait(ListTrait.class);
        MapTrait map = field.getTrait(MapTrait.class);
        if (list != null) {
            element = new Member(list.memberFieldInfo());
            collection = new Collection(list.isFlattened(), or(list.memberLocationName(), "member"), "key", "value");
        } else if (map != null) {
            element = new Member(map.valueFieldInfo());
            collection = new Collection(
                    map.isFlattened(), "entry", or(map.keyLocationName(), "key"), or(map.valueLocationName(), "value"));
        } else {
            element = null;
            collection = NONE;
        }
        payload = field.containsTrait(PayloadTrait.class);
        jsonValue = field.containsTrait(JsonValueTrait.class);
        TimestampFormatTrait format = field.getTrait(TimestampFormatTrait.class);
        timestampFormat = format == null ? null : format.format();
    }

    private static String or(@Nullable String name, String otherwise) {
        return name == null ? otherwise : name;
    }

    /** The name on the wire. */
    public String name() {
        return field.locationName();
    }

    /** The name on the wire, ready to be written as JSON. */
    public SerializableString jsonName() {
        return jsonName;
    }

    /** The name in the service model, which constraint failures are worded with. */
    public String modelName() {
        return field.memberName();
    }

    public Kind kind() {
        return kind;
    }

    public MarshallLocation location() {
        return field.location();
    }

    /** What a list or map holds. */
    public Member element() {
        Member held = element;
        if (held == null) {
            throw new IllegalStateException(name() + " is a " + kind + " and holds no elements");
        }
        return held;
    }

    public Collection collection() {
        return collection;
    }

    /** Whether this member alone is the HTTP body. */
    public boolean isPayload() {
        return payload;
    }

    /** Whether a string holds JSON that headers carry in base64 and documents inline. */
    public boolean isJsonValue() {
        return jsonValue;
    }

    /** The modelled format of a timestamp, or null for the protocol's own. */
    public TimestampFormatTrait.@Nullable Format timestampFormat() {
        return timestampFormat;
    }

    /** A new builder of a structure. */
    public SdkPojo newBuilder() {
        return field.constructor().get();
    }

    /** The type of a structure. */
    public Shape shape() {
        Shape known = shape;
        if (known == null) {
            known = Shape.of(newBuilder());
            shape = known;
        }
        return known;
    }

    /** The value in a built object or a builder; null when unset, also for collections the SDK made up by itself. */
    public @Nullable Object get(SdkPojo holder) {
        Object value = field.getValueOrDefault(holder);
        return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap ? null : value;
    }

    /** Sets the value in a builder. */
    public void set(SdkPojo builder, Object value) {
        field.set(builder, value);
    }
}
