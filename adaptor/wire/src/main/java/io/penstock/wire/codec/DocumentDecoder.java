package io.penstock.wire.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.WireLimits;
import io.penstock.wire.shape.Kind;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Reads a JSON or CBOR document into an SDK builder. Unknown members are skipped, nulls are unset. Only {@value #DRY_RUN}, which newer models know, is refused where this one does
 * not: the caller wants nothing to happen. Thread-safe.
 */
public final class DocumentDecoder {

    private static final String DRY_RUN = "DryRun";

    private final DocumentFormat format;
    private final JsonFactory factory;

    public DocumentDecoder(DocumentFormat format, WireLimits limits) {
        this.format = format;
        this.factory = format.factory(limits);
    }

    /**
     * Fills a builder from a document; an empty document leaves it as it is.
     *
     * @throws FaultException when the bytes are no such document or a value is not of its member's kind
     */
    public void decode(byte[] document, SdkPojo builder) {
        if (document.length == 0) {
            return;
        }
        try (JsonParser in = factory.createParser(document)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw WireFaults.SERIALIZATION.with("Expected a structure at the start of the document.");
            }
            structure(in, Shape.of(builder), builder);
            if (in.nextToken() != null) {
                throw WireFaults.SERIALIZATION.with("The document goes on after its end.");
            }
        } catch (IOException | ArithmeticException | DateTimeException | NumberFormatException e) {
            // The parser promises IOException and keeps that promise except for numbers with too many digits of
            // exponent.
            throw WireFaults.SERIALIZATION.with("The document is malformed.");
        }
    }

    private void structure(JsonParser in, Shape shape, SdkPojo builder) throws IOException {
        for (String name = nextName(in); name != null; name = nextName(in)) {
            JsonToken token = in.nextToken();
            Member member = shape.bodyMember(name);
            if (member == null) {
                if (token == JsonToken.VALUE_TRUE && name.equals(DRY_RUN)) {
                    throw WireFaults.NO_DRY_RUN.with();
                }
                in.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                member.set(builder, value(in, token, member));
            }
        }
    }

    /** The next member's name, or null at the end of the structure. The parser's own null may also mean the end of the input. */
    private static @Nullable String nextName(JsonParser in) throws IOException {
        String name = in.nextFieldName();
        if (name == null && in.currentToken() != JsonToken.END_OBJECT) {
            throw WireFaults.SERIALIZATION.with("Unexpected end of the document.");
        }
        return name;
    }

    private Object value(JsonParser in, JsonToken token, Member member) throws IOException {
        return switch (member.kind()) {
            case STRING -> text(in, token, member);
            case INTEGER ->
                integer(in, token, member, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
            case LONG -> integer(in, token, member, Long.MIN_VALUE, Long.MAX_VALUE);
            case SHORT ->
                integer(in, token, member, Short.MIN_VALUE, Short.MAX_VALUE).shortValue();
            case BYTE ->
                integer(in, token, member, Byte.MIN_VALUE, Byte.MAX_VALUE).byteValue();
            case DOUBLE -> floating(in, token, member);
            case FLOAT -> (float) floating(in, token, member);
            case BIG_DECIMAL -> {
                number(token, member);
                yield Timestamps.bounded(in.getDecimalValue());
            }
            case BOOLEAN -> bool(token, member);
            case INSTANT -> instant(in, token, member);
            case BYTES -> bytes(in, token, member);
            case STRUCTURE -> {
                require(token, JsonToken.START_OBJECT, member);
                SdkPojo builder = member.newBuilder();
                structure(in, member.shape(), builder);
                yield Shape.build(builder);
            }
            case LIST -> list(in, token, member);
            case MAP -> map(in, token, member);
        };
    }

    private List<Object> list(JsonParser in, JsonToken token, Member member) throws IOException {
        require(token, JsonToken.START_ARRAY, member);
        Member element = member.element();
        List<Object> list = new ArrayList<>();
        for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
            if (next == null || next == JsonToken.VALUE_NULL) {
                throw WireFaults.SERIALIZATION.with("A list of " + member.name() + " holds a null.");
            }
            list.add(value(in, next, element));
        }
        return list;
    }

    private Map<String, Object> map(JsonParser in, JsonToken token, Member member) throws IOException {
        require(token, JsonToken.START_OBJECT, member);
        Member element = member.element();
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key = nextName(in); key != null; key = nextName(in)) {
            JsonToken next = in.nextToken();
            if (next != JsonToken.VALUE_NULL) {
                map.put(paired(key), value(in, next, element));
            }
        }
        return map;
    }

    private static String text(JsonParser in, JsonToken token, Member member) throws IOException {
        if (member.isJsonValue() && token.isStructStart()) {
            return inline(in);
        }
        require(token, JsonToken.VALUE_STRING, member);
        requirePairs(
                in.hasTextCharacters()
                        ? Surrogates.arePaired(in.getTextCharacters(), in.getTextOffset(), in.getTextLength())
                        : Surrogates.arePaired(in.getText()));
        return in.getText();
    }

    private static String paired(String text) {
        requirePairs(Surrogates.arePaired(text));
        return text;
    }

    private static void requirePairs(boolean paired) {
        if (!paired) {
            throw WireFaults.SERIALIZATION.with("A string holds half of a surrogate pair.");
        }
    }

    /** A JSON value that the member keeps as text. */
    private static String inline(JsonParser in) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.copyCurrentStructure(in);
        }
        return paired(text.toString());
    }

    private static Long integer(JsonParser in, JsonToken token, Member member, long low, long high) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = in.getDoubleValue();
            // 1.0 is an integer to JavaScript and to CBOR encoders without integers; 1.5 is nobody's.
            if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
                throw mismatch(token, member);
            }
            return ranged((long) value, low, high, member);
        }
        require(token, JsonToken.VALUE_NUMBER_INT, member);
        return ranged(in.getLongValue(), low, high, member);
    }

    private static Long ranged(long value, long low, long high, Member member) {
        if (value < low || value > high) {
            throw WireFaults.SERIALIZATION.with(value + " is out of range for " + member.name() + ".");
        }
        return value;
    }

    private static double floating(JsonParser in, JsonToken token, Member member) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            String text = in.getText();
            if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
                return Scalars.parseDouble(text);
            }
        }
        number(token, member);
        return in.getDoubleValue();
    }

    private static boolean bool(JsonToken token, Member member) {
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        throw mismatch(token, member);
    }

    private Instant instant(JsonParser in, JsonToken token, Member member) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return (Instant) Scalars.parse(in.getText(), member);
        }
        number(token, member);
        if (token == JsonToken.VALUE_NUMBER_INT) {
            long value = in.getLongValue();
            return format == DocumentFormat.CBOR_1_1
                    ? Timestamps.ofMillis(value)
                    : Timestamps.ofMillis(Math.multiplyExact(value, 1000L));
        }
        return format == DocumentFormat.JSON
                ? Timestamps.ofSeconds(in.getDecimalValue())
                : Timestamps.ofSeconds(in.getDoubleValue());
    }

    private static SdkBytes bytes(JsonParser in, JsonToken token, Member member) throws IOException {
        if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_EMBEDDED_OBJECT) {
            throw mismatch(token, member);
        }
        return SdkBytes.fromByteArrayUnsafe(in.getBinaryValue());
    }

    private static void number(JsonToken token, Member member) {
        if (!token.isNumeric()) {
            throw mismatch(token, member);
        }
    }

    private static void require(JsonToken token, JsonToken wanted, Member member) {
        if (token != wanted) {
            throw mismatch(token, member);
        }
    }

    /** In the words of AWS's own JSON front ends. */
    private static FaultException mismatch(JsonToken token, Member member) {
        return WireFaults.SERIALIZATION.with(
                switch (token) {
                    case START_OBJECT -> "Start of structure or map found where not expected.";
                    case START_ARRAY -> "Start of list found where not expected";
                    case VALUE_STRING -> cannot("STRING_VALUE", member.kind());
                    case VALUE_NUMBER_INT -> cannot("NUMBER_VALUE", member.kind());
                    case VALUE_NUMBER_FLOAT -> cannot("DECIMAL_VALUE", member.kind());
                    case VALUE_TRUE -> cannot("TRUE_VALUE", member.kind());
                    case VALUE_FALSE -> cannot("FALSE_VALUE", member.kind());
                    case VALUE_EMBEDDED_OBJECT -> cannot("BINARY_VALUE", member.kind());
                    case VALUE_NULL, END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE -> "Unexpected token.";
                });
    }

    private static String cannot(String token, Kind kind) {
        return switch (kind) {
            case LIST -> "Expected list or null";
            case MAP, STRUCTURE -> "Expected null";
            case INTEGER -> token + " can not be converted to an Integer";
            case LONG, SHORT, BYTE, DOUBLE, FLOAT, BIG_DECIMAL -> token + " can not be converted to a Number";
            case STRING -> token + " can not be converted to a String";
            case BOOLEAN -> token + " can not be converted to a Boolean";
            case INSTANT -> token + " can not be converted to a Timestamp";
            case BYTES -> token + " can not be converted to a Blob";
        };
    }
}
