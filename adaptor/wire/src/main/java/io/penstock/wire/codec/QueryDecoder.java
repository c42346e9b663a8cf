package io.penstock.wire.codec;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.codec.QueryNames.Names;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Reads query parameters into an SDK builder. Thread-safe.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS query protocol, Smithy</a>
 */
public final class QueryDecoder {

    private final QueryNames names;

    public QueryDecoder(ServiceModel model) {
        this.names = new QueryNames(model);
    }

    /**
     * Fills a builder; parameters that name no member are left aside.
     *
     * @throws FaultException when a value is not of its member's kind
     */
    public void decode(QueryParameters parameters, SdkPojo builder) {
        structure(parameters.tree(), builder);
    }

    private void structure(QueryNode node, SdkPojo builder) {
        Shape shape = Shape.of(builder);
        for (Member member : shape.bodyMembers()) {
            Names named = names.of(shape, member);
            QueryNode child = node.child(named.name());
            if (child != null) {
                Object value = value(child, member, named.collection());
                if (value != null) {
                    member.set(builder, value);
                }
            }
        }
    }

    private @Nullable Object value(QueryNode node, Member member, Member.Collection collection) {
        return switch (member.kind()) {
            case LIST -> list(node, member, collection);
            case MAP -> map(node, member, collection);
            case STRUCTURE -> {
                SdkPojo builder = member.newBuilder();
                structure(node, builder);
                yield Shape.build(builder);
            }
            case STRING, INTEGER, LONG, SHORT, BYTE, FLOAT, DOUBLE, BIG_DECIMAL, BOOLEAN, INSTANT, BYTES -> {
                String text = node.value();
                yield text == null ? null : Scalars.parse(text, member);
            }
        };
    }

    private List<Object> list(QueryNode node, Member member, Member.Collection collection) {
        List<Object> list = new ArrayList<>();
        Member element = member.element();
        String text = node.value();
        if (node.isLeaf() && text != null) {
            // "Foo=" spells the empty list; "Foo=bar" is how the oldest SQS clients spell a list of one.
            if (!text.isEmpty()) {
                list.add(Scalars.parse(text, element));
            }
            return list;
        }
        QueryNode elements = collection.flattened() ? node : node.child(collection.element());
        if (elements != null) {
            for (QueryNode child : elements.numbered()) {
                Object value = value(child, element, element.collection());
                if (value != null) {
                    list.add(value);
                }
            }
        }
        return list;
    }

    private Map<String, Object> map(QueryNode node, Member member, Member.Collection collection) {
        Map<String, Object> map = new LinkedHashMap<>();
        QueryNode entries = collection.flattened() ? node : node.child("entry");
        if (entries == null || entries.isLeaf()) {
            return map;
        }
        if (entries.child(collection.key()) != null) {
            // "Attribute.Name=a&Attribute.Value=b": a map of one, without its number.
            entry(entries, member.element(), collection, map);
            return map;
        }
        for (QueryNode child : entries.numbered()) {
            entry(child, member.element(), collection, map);
        }
        return map;
    }

    private void entry(QueryNode node, Member element, Member.Collection collection, Map<String, Object> map) {
        QueryNode key = node.child(collection.key());
        QueryNode held = node.child(collection.value());
        String name = key == null ? null : key.value();
        if (name == null) {
            throw WireFaults.MALFORMED_QUERY.with("An entry of a map has no " + collection.key() + ".");
        }
        Object value = held == null ? null : value(held, element, element.collection());
        if (value != null) {
            map.put(name, value);
        }
    }
}
