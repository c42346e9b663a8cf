package io.penstock.wire.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.utils.builder.Buildable;

/** The members of one SDK type. Made when the type is first met and kept, so services that are not used cost nothing. */
public final class Shape {

    // Keyed by class: there is one field list per class, and both a type and its builder lead here.
    private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

    private final String typeName;
    private final List<Member> members;
    private final List<Member> bodyMembers;
    private final Map<String, Member> bodyByName;
    private final @Nullable Member payload;

    private Shape(SdkPojo example) {
        typeName = simpleName(example.getClass());
        List<Member> all = new ArrayList<>();
        List<Member> body = new ArrayList<>();
        bodyByName = new HashMap<>();
        Member whole = null;
        for (var field : example.sdkFields()) {
            Member member = new Member(field);
            all.add(member);
            if (member.location() == MarshallLocation.PAYLOAD) {
                body.add(member);
                bodyByName.put(member.name(), member);
                whole = member.isPayload() ? member : whole;
            }
        }
        members = List.copyOf(all);
        bodyMembers = List.copyOf(body);
        payload = whole;
    }

    /** The shape of an object or of its builder. */
    public static Shape of(SdkPojo pojo) {
        Shape known = SHAPES.get(pojo.getClass());
        return known != null ? known : SHAPES.computeIfAbsent(pojo.getClass(), type -> new Shape(pojo));
    }

    /** The object that a builder has collected. */
    public static SdkPojo build(SdkPojo builder) {
        return (SdkPojo) ((Buildable) builder).build();
    }

    /** The SDK's name of the type, whether it was met as the type or as its builder's implementation. */
    public String typeName() {
        return typeName;
    }

    private static String simpleName(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return (outer == null ? type : outer).getSimpleName();
    }

    /** Every member, wherever it travels. */
    public List<Member> members() {
        return members;
    }

    /** The members that travel in the body. */
    public List<Member> bodyMembers() {
        return bodyMembers;
    }

    /** The body member of a wire name, or null. */
    public @Nullable Member bodyMember(String name) {
        return bodyByName.get(name);
    }

    /** The member that alone is the body. */
    public Optional<Member> payload() {
        return Optional.ofNullable(payload);
    }
}
