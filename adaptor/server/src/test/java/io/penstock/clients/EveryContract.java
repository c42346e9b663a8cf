package io.penstock.clients;

/** The whole suite. */
interface EveryContract extends QueueContract, MessageContract, RequestContract, FifoContract, DeadLetterContract {}
