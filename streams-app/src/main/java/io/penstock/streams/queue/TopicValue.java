package io.penstock.streams.queue;

/** A record's value and the topic that it is for. */
public record TopicValue(String topic, byte[] value) {}
