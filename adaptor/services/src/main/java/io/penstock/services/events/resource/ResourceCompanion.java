package io.penstock.services.events.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.services.events.resource.Resources.Settling;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes a resource, and has done what its text asks for. Replies wait until what they tell of is published. */
final class ResourceCompanion implements Companion<ResourceState, ResourceEvent, ResourceReply> {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceCompanion.class);
    private static final long RETRY_MILLIS = 500;

    private record Waiter(long version, CompletableFuture<ResourceReply> reply, ResourceReply value) {}

    private final Self<ResourceCommand, ResourceReply> self;
    private final String kind;
    private final Catalog catalog;
    private final Settling settling;
    private final List<Waiter> waiters = new ArrayList<>();
    private @Nullable String text;
    private long version;
    private long published;
    private long settled;
    private boolean publishing;
    private boolean closed;

    ResourceCompanion(Self<ResourceCommand, ResourceReply> self, String kind, Catalog catalog, Settling settling) {
        this.self = self;
        this.kind = kind;
        this.catalog = catalog;
        this.settling = settling;
    }

    @Override
    public synchronized void opened(ResourceState state) {
        text = state.text;
        version = state.version;
        published = catalog.find(kind, self.id().key()).map(Entry::version).orElse(0L);
        reconcile();
    }

    @Override
    public synchronized void committed(ResourceState state, List<ResourceEvent> events) {
        for (ResourceEvent event : events) {
            switch (event) {
                case ResourceEvent.Put(String put, long now) -> {
                    text = put;
                    version = now;
                }
                case ResourceEvent.Deleted(long now) -> {
                    text = null;
                    version = now;
                }
            }
        }
        reconcile();
    }

    @Override
    public synchronized CompletableFuture<ResourceReply> complete(ResourceReply reply) {
        long wanted = switch (reply) {
            case ResourceReply.There(String _, long of) -> of;
            case ResourceReply.Absent(long of) -> of;
            case ResourceReply.Conflict() -> 0;
        };
        if (wanted <= published) {
            return CompletableFuture.completedFuture(reply);
        }
        if (closed) {
            return CompletableFuture.failedFuture(CommonFaults.UNAVAILABLE.with());
        }
        CompletableFuture<ResourceReply> later = new CompletableFuture<>();
        waiters.add(new Waiter(wanted, later, reply));
        return later;
    }

    private synchronized void reconcile() {
        if (closed) {
            return;
        }
        if (published < version && !publishing) {
            publishing = true;
            long publishedNow = version;
            byte[] value = text == null ? new byte[0] : text.getBytes(UTF_8);
            catalog.publish(new Entry(kind, self.id().key(), publishedNow, value))
                    .whenCompleteAsync((done, failure) -> published(publishedNow, failure));
        }
        if (text != null && settled < version) {
            settled = version;
            settle(text, version);
        }
        List<Waiter> due =
                waiters.stream().filter(waiter -> waiter.version() <= published).toList();
        waiters.removeAll(due);
        due.forEach(waiter -> waiter.reply().complete(waiter.value()));
    }

    private void published(long now, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.atWarn().setCause(failure).addKeyValue("resource", self.id()).log("not published, retrying");
            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> ended(0));
        } else {
            ended(now);
        }
    }

    private synchronized void ended(long now) {
        publishing = false;
        published = Math.max(published, now);
        reconcile();
    }

    /** What it becomes replaces this version, unless somebody else was faster. */
    private void settle(String from, long of) {
        settling.next(from)
                .ifPresent(becoming -> becoming.whenCompleteAsync((next, failure) -> {
                    if (failure != null) {
                        LOG.atWarn()
                                .setCause(failure)
                                .addKeyValue("resource", self.id())
                                .log("a resource stays as it is");
                        return;
                    }
                    self.submit(new ResourceCommand.Replace(next, of)).exceptionally(lost -> {
                        LOG.atDebug().setCause(lost).log("the next owner settles it");
                        return new ResourceReply.Conflict();
                    });
                }));
    }

    @Override
    public synchronized void closed() {
        closed = true;
        waiters.forEach(waiter -> waiter.reply().completeExceptionally(CommonFaults.UNAVAILABLE.with()));
        waiters.clear();
    }
}
