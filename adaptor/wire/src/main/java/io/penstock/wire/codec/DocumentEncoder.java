package io.penstock.wire.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.penstock.wire.WireLimits;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Writes SDK types as JSON or CBOR documents. Unset members are left out. Thread-safe. */
public final class DocumentEncoder {

    // RFC 8949, section 3.4.2: epoch-based date and time.
    private static final int EPOCH_TAG = 1;

    private final DocumentFormat format;
    private final JsonFactory factory;

    public DocumentEncoder(DocumentFormat format) {
        this.format = format;
        this.factory = format.factory(WireLimits.DEFAULT);
    }

    /** The members of the body as one document. */
    public byte[] encode(SdkPojo value) {
        return document(out -> members(out, value));
    }

    /** Writes the members of the body as one document; does not close what it writes to. */
    public void encode(SdkPojo value, OutputStream to) throws IOException {
        document(out -> members(out, value), to);
    }

    /**
     * An error as one document.
     *
     * @param type the value of {@code __type}, or null for protocols that name the error elsewhere
     * @param messageMember what the message is called
     * @param members the error's modelled members besides the message, or null
     */
    public byte[] encodeError(@Nullable String type, String messageMember, String message, @Nullable SdkPojo members) {
        return document(out -> {
            if (type != null) {
                out.writeStringField("__type", type);
            }
            if (!message.isEmpty()) {
                out.writeStringField(messageMember, Surrogates.repaired(message));
            }
            if (members != null) {
                members(out, members);
            }
        });
    }

    private interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    private byte[] document(Content content) {
        Draft draft = new Draft();
        try {
            document(content, draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] document = draft.toByteArray();
        draft.release();
        return document;
    }

    private void document(Content content, OutputStream to) throws IOException {
        try (JsonGenerator out = factory.createGenerator(to)) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartObject();
            content.write(out);
            out.writeEndObject();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void members(JsonGenerator out, SdkPojo value) throws IOException {
        for (Member member : Shape.of(value).bodyMembers()) {
            Object held = member.get(value);
            if (held != null) {
                out.writeFieldName(member.jsonName());
                value(out, member, held);
            }
        }
    }

    private void value(JsonGenerator out, Member member, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
            return;
        }
        switch (member.kind()) {
            case STRING -> string(out, (String) value);
            case INTEGER -> out.writeNumber((Integer) value);
            case LONG -> out.writeNumber((Long) value);
            case SHORT -> out.writeNumber((Short) value);
            case BYTE -> out.writeNumber(((Byte) value).intValue());
            case FLOAT -> floating(out, (Float) value);
            case DOUBLE -> floating(out, (Double) value);
            case BIG_DECIMAL -> out.writeNumber((BigDecimal) value);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case INSTANT -> instant(out, member, (Instant) value);
            case BYTES -> bytes(out, ((SdkBytes) value).asByteArrayUnsafe());
            case STRUCTURE -> {
                out.writeStartObject();
                members(out, (SdkPojo) value);
                out.writeEndObject();
            }
            case LIST -> list(out, member, (List<?>) value);
            case MAP -> map(out, member, (Map<?, ?>) value);
        }
    }

    private void list(JsonGenerator out, Member member, List<?> values) throws IOException {
        Member element = member.element();
        out.writeStartArray();
        for (Object value : values) {
            value(out, element, value);
        }
        out.writeEndArray();
    }

    private void map(JsonGenerator out, Member member, Map<?, ?> values) throws IOException {
        Member element = member.element();
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            out.writeFieldName((String) entry.getKey());
            value(out, element, entry.getValue());
        }
        out.writeEndObject();
    }

    private void string(JsonGenerator out, String value) throws IOException {
        if (format == DocumentFormat.JSON) {
            PlainText.write(out, value);
        } else {
            out.writeString(value);
        }
    }

    /** The JDK makes base64 with the processor's vectors, Jackson one character after another, in five times the time. */
    private void bytes(JsonGenerator out, byte[] value) throws IOException {
        if (format == DocumentFormat.JSON) {
            byte[] text = Base64.getEncoder().encode(value);
            out.writeRawUTF8String(text, 0, text.length);
        } else {
            out.writeBinary(value);
        }
    }

    private void floating(JsonGenerator out, float value) throws IOException {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            floating(out, (double) value);
        } else {
            out.writeNumber(value);
        }
    }

    private void floating(JsonGenerator out, double value) throws IOException {
        if (format == DocumentFormat.JSON && (Double.isNaN(value) || Double.isInfinite(value))) {
            out.writeString(Double.toString(value));
        } else {
            out.writeNumber(value);
        }
    }

    private void instant(JsonGenerator out, Member member, Instant value) throws IOException {
        switch (format) {
            case JSON -> {
                Format own = member.timestampFormat();
                if (own == null || own == Format.UNIX_TIMESTAMP) {
                    out.writeNumber(Timestamps.seconds(value));
                } else if (own == Format.UNIX_TIMESTAMP_MILLIS) {
                    out.writeNumber(value.toEpochMilli());
                } else {
                    out.writeString(Scalars.format(value, own));
                }
            }
            case CBOR_1_1 -> {
                ((CBORGenerator) out).writeTag(EPOCH_TAG);
                out.writeNumber(value.toEpochMilli());
            }
            case RPC_V2_CBOR -> {
                ((CBORGenerator) out).writeTag(EPOCH_TAG);
                long millis = value.toEpochMilli();
                if (millis % 1000 == 0) {
                    out.writeNumber(millis / 1000);
                } else {
                    out.writeNumber(millis / 1000.0);
                }
            }
        }
    }
}
