package io.penstock.wire.codec;

import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of members in the query protocol: the SDK's own, or the digest's for a service whose SDK types were made for JSON and have
 * forgotten them.
 */
final class QueryNames {

    /** The name of a member, and how it holds its elements. */
    record Names(String name, Member.Collection collection) {}

    private final ServiceModel model;

    // Members are few and live as long as their classes.
    private final Map<Member, Names> names = new ConcurrentHashMap<>();

    QueryNames(ServiceModel model) {
        this.model = model;
    }

    Names of(Shape owner, Member member) {
        Names known = names.get(member);
        return known != null ? known : names.computeIfAbsent(member, _ -> resolve(owner, member));
    }

    private Names resolve(Shape owner, Member member) {
        return model.xmlName(owner.typeName(), member.modelName())
                .map(xml -> new Names(xml.name(), new Member.Collection(true, xml.name(), xml.key(), xml.value())))
                .orElseGet(() -> new Names(member.name(), member.collection()));
    }
}
