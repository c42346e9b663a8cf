package io.penstock.services.events.bus;

/**
 * One time that a rule occurred by its schedule.
 *
 * @param rule its name
 * @param at what the schedule says, epoch milliseconds
 * @param version of the bus at which the rule had changed last: the routing waits for it
 */
public record Occurrence(String rule, long at, long version) {}
