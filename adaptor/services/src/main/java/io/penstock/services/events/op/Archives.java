package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.events.archive.ArchiveCommand;
import io.penstock.services.events.archive.ArchiveDefinition;
import io.penstock.services.events.archive.ArchiveReply;
import io.penstock.services.events.archive.ArchiveReply.Counted;
import io.penstock.services.events.archive.ArchiveReply.Shelf;
import io.penstock.services.events.archive.Tally;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.rules.ArchiveFaults;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Archive;
import software.amazon.awssdk.services.eventbridge.model.ArchiveState;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateArchiveResponse;

/** The operations on archives. */
final class Archives {

    private final Environment environment;

    Archives(Environment environment) {
        this.environment = environment;
    }

    private ArchiveReply submit(CallContext call, ArchiveCommand command) throws InterruptedException {
        return Await.reply(environment
                .archives()
                .submit(call.region().value(), call.account().value(), command));
    }

    private Shelf shelf(CallContext call) throws InterruptedException {
        if (submit(call, new ArchiveCommand.Look()) instanceof Shelf shelf) {
            return shelf;
        }
        throw new IllegalStateException("no list of archives");
    }

    private void check(@Nullable String pattern, @Nullable String key) {
        if (key != null) {
            throw EventsFaults.unavailable("KmsKeyIdentifier");
        }
        if (pattern != null && !pattern.isEmpty()) {
            environment.matching().pattern().accept(pattern);
        }
    }

    CreateArchiveResponse create(CallContext call, CreateArchiveRequest request) throws InterruptedException {
        check(request.eventPattern(), request.kmsKeyIdentifier());
        String bus = Sources.bus(call, request.eventSourceArn(), "EventSourceArn");
        Await.reply(environment.entries().topic());
        String name = request.archiveName();
        ArchiveDefinition archive = new ArchiveDefinition(
                Arn.of("events", call.region(), call.account(), "archive/" + name)
                        .toString(),
                name,
                bus,
                request.description(),
                request.eventPattern() == null || request.eventPattern().isEmpty() ? null : request.eventPattern(),
                request.retentionDays() == null ? 0 : request.retentionDays(),
                environment.clock().millis(),
                touch(bus),
                ArchiveDefinition.topicOf(call.region().value(), call.account().value(), name),
                null,
                0,
                0);
        ArchiveDefinition made = made(submit(call, new ArchiveCommand.Create(archive)));
        // What is put after this answer must be routed by who knows the archive, and only the bus's version says so.
        touch(bus);
        return CreateArchiveResponse.builder()
                .archiveArn(made.arn())
                .state(ArchiveState.ENABLED)
                .creationTime(Instant.ofEpochMilli(made.created()))
                .build();
    }

    private long touch(String bus) throws InterruptedException {
        BusReply reply = Await.reply(environment.directory().submit(bus, new BusCommand.Touch()));
        if (reply instanceof BusReply.Known known) {
            return known.version();
        }
        throw new IllegalStateException("not a bus: " + bus);
    }

    private static ArchiveDefinition made(ArchiveReply reply) {
        if (reply instanceof ArchiveReply.Archive(ArchiveDefinition archive)) {
            return archive;
        }
        throw new IllegalStateException("not an archive: " + reply);
    }

    UpdateArchiveResponse update(CallContext call, UpdateArchiveRequest request) throws InterruptedException {
        check(request.eventPattern(), request.kmsKeyIdentifier());
        ArchiveDefinition changed = made(submit(
                call,
                new ArchiveCommand.Update(
                        request.archiveName(),
                        request.description(),
                        request.eventPattern(),
                        request.retentionDays())));
        touch(changed.bus());
        return UpdateArchiveResponse.builder()
                .archiveArn(changed.arn())
                .state(ArchiveState.ENABLED)
                .creationTime(Instant.ofEpochMilli(changed.created()))
                .build();
    }

    DeleteArchiveResponse delete(CallContext call, DeleteArchiveRequest request) throws InterruptedException {
        submit(call, new ArchiveCommand.Delete(request.archiveName()));
        return DeleteArchiveResponse.builder().build();
    }

    private Tally.Total total(Counted counted) throws InterruptedException {
        long events = 0;
        long bytes = 0;
        var ranges = Await.reply(environment.archiveTopics().ranges(counted.archive()));
        for (var tally : counted.tallies().entrySet()) {
            var range = ranges.get(tally.getKey());
            Tally.Total total = tally.getValue().total(range == null ? 0 : range.start());
            events += total.events();
            bytes += total.bytes();
        }
        return new Tally.Total(events, bytes);
    }

    DescribeArchiveResponse describe(CallContext call, DescribeArchiveRequest request) throws InterruptedException {
        Counted found = shelf(call).archives().stream()
                .filter(each -> each.archive().name().equals(request.archiveName()))
                .findFirst()
                .orElseThrow(() -> ArchiveFaults.noArchive(request.archiveName()));
        ArchiveDefinition archive = found.archive();
        Tally.Total total = total(found);
        return DescribeArchiveResponse.builder()
                .archiveArn(archive.arn())
                .archiveName(archive.name())
                .eventSourceArn(archive.bus())
                .description(archive.description())
                .eventPattern(archive.pattern())
                .state(state(archive))
                .retentionDays(archive.retentionDays())
                .eventCount(total.events())
                .sizeBytes(total.bytes())
                .creationTime(Instant.ofEpochMilli(archive.created()))
                .build();
    }

    private static ArchiveState state(ArchiveDefinition archive) {
        return archive.topicId() == null ? ArchiveState.CREATING : ArchiveState.ENABLED;
    }

    ListArchivesResponse list(CallContext call, ListArchivesRequest request) throws InterruptedException {
        if (Stream.of(request.namePrefix(), request.eventSourceArn(), request.stateAsString())
                        .filter(each -> each != null)
                        .count()
                > 1) {
            throw EventsFaults.validation(
                    "At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.");
        }
        if (request.eventSourceArn() != null) {
            String bus = Sources.bus(call, request.eventSourceArn(), "EventSourceArn");
            if (!(Await.reply(environment.directory().submit(bus, new BusCommand.Describe()))
                    instanceof BusReply.Known)) {
                throw EventsFaults.noBus(Names.name(bus));
            }
        }
        String prefix = request.namePrefix() == null ? "" : request.namePrefix();
        Page<Counted> page = Page.of(
                shelf(call).archives().stream()
                        .filter(each -> each.archive().name().startsWith(prefix))
                        .filter(each -> request.eventSourceArn() == null
                                || request.eventSourceArn()
                                        .equals(each.archive().bus()))
                        .filter(each -> request.state() == null || request.state() == state(each.archive()))
                        .toList(),
                each -> each.archive().name(),
                request.nextToken(),
                request.limit());
        List<Archive> archives = new ArrayList<>();
        for (Counted each : page.items()) {
            Tally.Total total = total(each);
            archives.add(Archive.builder()
                    .archiveName(each.archive().name())
                    .eventSourceArn(each.archive().bus())
                    .state(state(each.archive()))
                    .retentionDays(each.archive().retentionDays())
                    .eventCount(total.events())
                    .sizeBytes(total.bytes())
                    .creationTime(Instant.ofEpochMilli(each.archive().created()))
                    .build());
        }
        return ListArchivesResponse.builder()
                .archives(archives)
                .nextToken(page.next())
                .build();
    }
}
