package io.penstock.services.events.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.Catalog;
import io.penstock.services.events.resource.Resources.Settling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Resources that settle and are published when the tests say so. On one thread. */
final class ResourcesTest {

    private static final String KIND = "test.thing";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** @param name says of one that is to settle that it is new */
    record Thing(String name) {}

    private final MemoryWorld world = new MemoryWorld(MemoryOptions.deterministic());

    /** Of each text that was to settle, in order. */
    private final List<CompletableFuture<String>> settling = new ArrayList<>();

    /** What was published and is not to be seen yet. */
    private final List<Catalog.Entry> held = new ArrayList<>();

    private boolean hold;
    private final Settling settle = text -> {
        if (!text.contains("new")) {
            return Optional.empty();
        }
        CompletableFuture<String> next = new CompletableFuture<>();
        settling.add(next);
        return Optional.of(next);
    };
    private final Resources<Thing> things =
            Resources.register(KIND, Thing.class, new Holding(), world.machines(), settle);

    /** A catalog that shows entries when it is told. */
    private final class Holding implements Catalog {
        @Override
        public Optional<Entry> find(String kind, String key) {
            return world.catalog().find(kind, key);
        }

        @Override
        public Collection<Entry> list(String kind) {
            return world.catalog().list(kind);
        }

        @Override
        public CompletableFuture<Void> caughtUp() {
            return world.catalog().caughtUp();
        }

        @Override
        public CompletableFuture<Void> publish(Entry entry) {
            if (!hold) {
                return world.catalog().publish(entry);
            }
            held.add(entry);
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<Void> forget(String kind, String key, long version) {
            return world.catalog().forget(kind, key, version);
        }

        @Override
        public void watch(String kind, Watcher watcher) {
            world.catalog().watch(kind, watcher);
        }
    }

    @AfterEach
    void close() {
        world.close();
        assertThat(world.defects()).isEmpty();
    }

    private CompletableFuture<ResourceReply> ask(ResourceCommand command) {
        CompletableFuture<ResourceReply> reply = things.submit("key", command);
        world.advance(Duration.ofMillis(100));
        return reply;
    }

    private ResourceReply answered(ResourceCommand command) {
        return ask(command).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** What comes of it is told from the common pool. */
    private void settles(int which) {
        settling.get(which).complete(things.text(new Thing("done")));
        boolean quiet = ForkJoinPool.commonPool().awaitQuiescence(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(quiet).as("the common pool is quiet").isTrue();
        world.advance(Duration.ofMillis(100));
    }

    private Optional<String> known() {
        return things.find("key").map(Thing::name);
    }

    @Test
    void what_a_resource_becomes_replaces_it() {
        answered(new ResourceCommand.Create(things.text(new Thing("new"))));
        assertThat(known()).contains("new");
        settles(0);
        assertThat(known()).contains("done");
    }

    @Test
    void what_a_replaced_version_would_have_become_changes_nothing() {
        ResourceReply.There made =
                (ResourceReply.There) answered(new ResourceCommand.Create(things.text(new Thing("new"))));
        answered(new ResourceCommand.Replace(things.text(new Thing("other")), made.version()));
        settles(0);
        assertThat(known()).contains("other");
    }

    @Test
    void what_a_deleted_one_would_have_become_does_not_bring_it_back() {
        answered(new ResourceCommand.Create(things.text(new Thing("new"))));
        answered(new ResourceCommand.Delete());
        answered(new ResourceCommand.Create(things.text(new Thing("other"))));
        settles(0);
        assertThat(known()).contains("other");
    }

    @Test
    void the_next_owner_settles_what_the_last_one_did_not_come_to() {
        answered(new ResourceCommand.Create(things.text(new Thing("new"))));
        world.crashAndRecover();
        world.advance(Duration.ofMillis(100));
        assertThat(settling).hasSize(2);
        settles(1);
        assertThat(known()).contains("done");
    }

    @Test
    void an_answer_waits_until_what_it_tells_of_is_published() {
        hold = true;
        CompletableFuture<ResourceReply> reply = ask(new ResourceCommand.Create(things.text(new Thing("a"))));
        assertThat(held).hasSize(1);
        assertThat(reply).isNotDone();
        assertThat(ask(new ResourceCommand.Get())).isNotDone();
        hold = false;
        world.crashAndRecover();
        world.advance(Duration.ofMillis(100));
        assertThat(answered(new ResourceCommand.Get())).isInstanceOf(ResourceReply.There.class);
        assertThat(known()).contains("a");
    }
}
