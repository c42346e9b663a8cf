package io.penstock.services.deliveries.work;

/** An attempt to make. */
record Job(String lane, long offset, int attempt) {}
