package io.penstock.services.dynamodb.op;

import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Stands for the parameters of a request, where only equality counts. The order in which a map is written does not matter. */
final class Fingerprint {

    private static final int NOTHING = 0;
    private static final int STRUCTURE = 1;
    private static final int LIST = 2;
    private static final int MAP = 3;
    private static final int BLOB = 4;
    private static final int SCALAR = 5;

    private Fingerprint() {}

    /** The SHA-256 of values as the SDK has them. */
    static Bytes of(Object value) {
        ByteSink to = new ByteSink(1_024);
        write(to, value);
        return hash(to.toArray());
    }

    static Bytes hash(byte[] content) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void write(ByteSink to, @Nullable Object value) {
        switch (value) {
            case null -> to.u8(NOTHING);
            case SdkPojo structure -> {
                to.u8(STRUCTURE).number(structure.sdkFields().size());
                for (SdkField<?> field : structure.sdkFields()) {
                    write(to, field.getValueOrDefault(structure));
                }
            }
            case List<?> list -> {
                to.u8(LIST).number(list.size());
                list.forEach(element -> write(to, element));
            }
            case Map<?, ?> map -> {
                Map<String, Object> sorted = new TreeMap<>();
                map.forEach((name, one) -> sorted.put(name.toString(), one));
                to.u8(MAP).number(sorted.size());
                sorted.forEach((name, one) -> {
                    block(to, name);
                    write(to, one);
                });
            }
            case SdkBytes blob -> to.u8(BLOB).block(blob.asByteArrayUnsafe());
            default -> block(to.u8(SCALAR), value.toString());
        }
    }

    private static void block(ByteSink to, String text) {
        to.block(text.getBytes(StandardCharsets.UTF_8));
    }
}
