package io.penstock.services.events.op;

import io.penstock.kernel.delivery.DeliveryLog;
import io.penstock.services.common.TransitTopic;
import io.penstock.services.events.archive.ArchiveDirectory;
import io.penstock.services.events.archive.ArchiveTopics;
import io.penstock.services.events.bus.BusDirectory;
import io.penstock.services.events.connection.Outside;
import io.penstock.services.events.partner.PartnerSource;
import io.penstock.services.events.resource.Resources;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.services.events.rules.Matching;
import io.penstock.wire.CallRates;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What operations work with.
 *
 * @param random safe for use by many threads
 */
public record Environment(
        EventsLimits limits,
        CallRates rates,
        BusDirectory directory,
        TransitTopic entries,
        ArchiveDirectory archives,
        ArchiveTopics archiveTopics,
        Outside outside,
        Resources<PartnerSource> partnerSources,
        DeliveryLog deliveries,
        Matching matching,
        InstantSource clock,
        RandomGenerator random) {}
