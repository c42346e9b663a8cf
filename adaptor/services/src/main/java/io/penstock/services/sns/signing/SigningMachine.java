package io.penstock.services.sns.signing;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import java.util.Optional;

/** The cluster's key: the first that is offered. */
final class SigningMachine
        implements Machine<Optional<SigningKey>, SigningMachine.Offer, SigningMachine.Made, SigningMachine.Current> {

    static final MachineType<Offer, Current> TYPE =
            new MachineType<>("sns.signing", JsonRecords.of(Offer.class), JsonRecords.of(Current.class));

    static final AggregateId ID = new AggregateId("sns:signing");

    private static final Codec<Made> EVENTS = JsonRecords.of(Made.class);
    private static final Codec<SigningKey> KEYS = SigningKey.CODEC;

    record Offer(SigningKey key) {}

    record Made(SigningKey key) {}

    record Current(SigningKey key) {}

    @Override
    public MachineType<Offer, Current> type() {
        return TYPE;
    }

    @Override
    public Optional<SigningKey> initial(AggregateId id) {
        return Optional.empty();
    }

    @Override
    public Decision<Made, Current> decide(Optional<SigningKey> state, Offer offer, Tick tick) {
        return state.<Decision<Made, Current>>map(key -> Decision.reply(new Current(key)))
                .orElseGet(() -> Decision.journal(new Made(offer.key()), new Current(offer.key())));
    }

    @Override
    public Optional<SigningKey> evolve(Optional<SigningKey> state, Made event) {
        return Optional.of(event.key());
    }

    @Override
    public Codec<Made> events() {
        return EVENTS;
    }

    @Override
    public Codec<Optional<SigningKey>> states() {
        return new Codec<>() {
            @Override
            public byte[] encode(Optional<SigningKey> value) {
                return value.map(KEYS::encode).orElseGet(() -> new byte[0]);
            }

            @Override
            public Optional<SigningKey> decode(byte[] bytes) {
                return bytes.length == 0 ? Optional.empty() : Optional.of(KEYS.decode(bytes));
            }
        };
    }

    @Override
    public boolean isVacant(Optional<SigningKey> state) {
        return state.isEmpty();
    }
}
