package io.penstock.services.deliveries.lane;

/** What a partition answers: that it is so. */
public record LaneReply() {}
