package io.penstock.services.sns.op;

import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.common.TransitTopic;
import io.penstock.services.sns.fifo.FifoTopics;
import io.penstock.services.sns.message.Confirmations;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.signing.SigningKeys;
import io.penstock.services.sns.topic.TopicDirectory;
import io.penstock.wire.CallRates;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What operations work with.
 *
 * @param mails whether somebody can send mails
 * @param tooLong whether a body has longer lists than policies on bodies are held against
 * @param random safe for use by many threads
 */
public record Environment(
        SnsLimits limits,
        CallRates rates,
        TopicDirectory directory,
        SigningKeys keys,
        TransitTopic publications,
        Confirmations confirmations,
        Fifo fifo,
        boolean mails,
        Predicate<String> tooLong,
        InstantSource clock,
        RandomGenerator random) {

    /** What FIFO topics need. */
    public record Fifo(FifoTopics topics, Topics kafka, RecordLog log) {}
}
