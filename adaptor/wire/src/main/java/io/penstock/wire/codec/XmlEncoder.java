package io.penstock.wire.codec;

import io.penstock.wire.codec.QueryNames.Names;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/**
 * Writes the query protocol's XML. Thread-safe.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization">Query responses, Smithy</a>
 */
public final class XmlEncoder {

    private final QueryNames names;
    private final String namespace;

    public XmlEncoder(ServiceModel model) {
        this.names = new QueryNames(model);
        this.namespace = model.speech().xmlNamespace();
    }

    /**
     * A response.
     *
     * @param result whether the operation is modelled with an output, and so has a result element
     */
    public byte[] encode(String operation, boolean result, SdkPojo value, String requestId) {
        XmlText out = new XmlText();
        out.openRoot(operation + "Response", namespace);
        if (result) {
            out.open(operation + "Result");
            members(out, value);
            out.close(operation + "Result");
        }
        out.open("ResponseMetadata");
        out.element("RequestId", requestId);
        out.close("ResponseMetadata");
        out.close(operation + "Response");
        return out.toBytes();
    }

    /**
     * An error.
     *
     * @param type {@code Sender} or {@code Receiver}
     * @param members the error's modelled members besides the message, or null
     */
    public byte[] encodeError(String type, String code, String message, String requestId, @Nullable SdkPojo members) {
        XmlText out = new XmlText();
        out.openRoot("ErrorResponse", namespace);
        out.open("Error");
        out.element("Type", type);
        out.element("Code", code);
        out.element("Message", message);
        if (members != null) {
            members(out, members);
        }
        out.close("Error");
        out.element("RequestId", requestId);
        out.close("ErrorResponse");
        return out.toBytes();
    }

    private void members(XmlText out, SdkPojo value) {
        Shape shape = Shape.of(value);
        for (Member member : shape.bodyMembers()) {
            Object held = member.get(value);
            if (held != null) {
                Names named = names.of(shape, member);
                value(out, member, named.name(), named.collection(), held);
            }
        }
    }

    private void value(XmlText out, Member member, String name, Member.Collection collection, Object value) {
        switch (member.kind()) {
            case LIST -> list(out, member, name, collection, (List<?>) value);
            case MAP -> map(out, member, name, collection, (Map<?, ?>) value);
            case STRUCTURE -> {
                out.open(name);
                members(out, (SdkPojo) value);
                out.close(name);
            }
            case STRING, INTEGER, LONG, SHORT, BYTE, FLOAT, DOUBLE, BIG_DECIMAL, BOOLEAN, INSTANT, BYTES ->
                out.element(name, Scalars.format(value, member, Format.ISO_8601));
        }
    }

    private void list(XmlText out, Member member, String name, Member.Collection collection, List<?> values) {
        Member element = member.element();
        if (!collection.flattened()) {
            out.open(name);
        }
        for (Object value : values) {
            value(out, element, collection.flattened() ? name : collection.element(), element.collection(), value);
        }
        if (!collection.flattened()) {
            out.close(name);
        }
    }

    private void map(XmlText out, Member member, String name, Member.Collection collection, Map<?, ?> values) {
        Member element = member.element();
        if (!collection.flattened()) {
            out.open(name);
        }
        String entryName = collection.flattened() ? name : "entry";
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            out.open(entryName);
            out.element(collection.key(), (String) entry.getKey());
            if (entry.getValue() != null) {
                value(out, element, collection.value(), element.collection(), entry.getValue());
            }
            out.close(entryName);
        }
        if (!collection.flattened()) {
            out.close(name);
        }
    }
}
