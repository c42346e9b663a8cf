package io.penstock.services.events.resource;

/** What a resource answers. Those with a version wait until it is published. */
public sealed interface ResourceReply {

    record There(String text, long version) implements ResourceReply {}

    record Absent(long version) implements ResourceReply {}

    /** It is there already, or it is not what it was. Nothing has changed. */
    record Conflict() implements ResourceReply {}
}
