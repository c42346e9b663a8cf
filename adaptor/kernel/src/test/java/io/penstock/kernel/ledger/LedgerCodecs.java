package io.penstock.kernel.ledger;

import io.penstock.kernel.ledger.LedgerProtocol.Balance;
import io.penstock.kernel.ledger.LedgerProtocol.Close;
import io.penstock.kernel.ledger.LedgerProtocol.Closed;
import io.penstock.kernel.ledger.LedgerProtocol.Command;
import io.penstock.kernel.ledger.LedgerProtocol.Deposit;
import io.penstock.kernel.ledger.LedgerProtocol.DepositEach;
import io.penstock.kernel.ledger.LedgerProtocol.Deposited;
import io.penstock.kernel.ledger.LedgerProtocol.Event;
import io.penstock.kernel.ledger.LedgerProtocol.Look;
import io.penstock.kernel.ledger.LedgerProtocol.Lottery;
import io.penstock.kernel.ledger.LedgerProtocol.NotInTime;
import io.penstock.kernel.ledger.LedgerProtocol.Pay;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentBegun;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentEnded;
import io.penstock.kernel.ledger.LedgerProtocol.PaymentMade;
import io.penstock.kernel.ledger.LedgerProtocol.ReleaseReserved;
import io.penstock.kernel.ledger.LedgerProtocol.Released;
import io.penstock.kernel.ledger.LedgerProtocol.Reply;
import io.penstock.kernel.ledger.LedgerProtocol.Reserve;
import io.penstock.kernel.ledger.LedgerProtocol.Reserved;
import io.penstock.kernel.ledger.LedgerProtocol.See;
import io.penstock.kernel.ledger.LedgerProtocol.Seen;
import io.penstock.kernel.ledger.LedgerProtocol.Stumble;
import io.penstock.kernel.ledger.LedgerProtocol.Stumbled;
import io.penstock.kernel.ledger.LedgerProtocol.Where;
import io.penstock.kernel.ledger.LedgerProtocol.Withdraw;
import io.penstock.kernel.ledger.LedgerProtocol.WithdrawWithin;
import io.penstock.kernel.ledger.LedgerProtocol.Withdrawn;
import io.penstock.kernel.machine.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Bytes of everything about an account: a type number, then the components in order. */
final class LedgerCodecs {

    private interface Writer<T> {
        void write(DataOutputStream out, T value) throws IOException;
    }

    private interface Reader<T> {
        T read(DataInputStream in, byte type) throws IOException;
    }

    static final Codec<Command> COMMANDS = codec(LedgerCodecs::writeCommand, LedgerCodecs::readCommand);
    static final Codec<Event> EVENTS = codec(LedgerCodecs::writeEvent, LedgerCodecs::readEvent);
    static final Codec<Reply> REPLIES = codec(LedgerCodecs::writeReply, LedgerCodecs::readReply);
    static final Codec<LedgerState> STATES = codec(LedgerCodecs::writeState, LedgerCodecs::readState);

    private LedgerCodecs() {}

    private static <T> Codec<T> codec(Writer<T> writer, Reader<T> reader) {
        return new Codec<>() {
            @Override
            public byte[] encode(T value) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (DataOutputStream out = new DataOutputStream(bytes)) {
                    writer.write(out, value);
                } catch (IOException e) {
                    throw new IllegalStateException("in memory, nothing can fail", e);
                }
                return bytes.toByteArray();
            }

            @Override
            public T decode(byte[] bytes) {
                try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                    return reader.read(in, in.readByte());
                } catch (IOException e) {
                    throw new IllegalStateException("torn: " + bytes.length + " bytes", e);
                }
            }
        };
    }

    private static void writeCommand(DataOutputStream out, Command command) throws IOException {
        switch (command) {
            case Deposit(var amount) -> numbers(out, 1, amount);
            case Lottery(var most) -> numbers(out, 2, most);
            case Withdraw(var amount, var payee, var until) -> {
                numbers(out, 3, amount);
                out.writeUTF(payee);
                instant(out, until);
            }
            case Reserve(var amount, var until) -> {
                numbers(out, 4, amount);
                instant(out, until);
            }
            case ReleaseReserved() -> numbers(out, 5);
            case Pay(var amount, var payee) -> {
                numbers(out, 6, amount);
                out.writeUTF(payee);
            }
            case PaymentMade(var payment) -> numbers(out, 7, payment);
            case See(var upTo) -> numbers(out, 8, upTo);
            case Look() -> numbers(out, 9);
            case DepositEach(var times, var amount) -> numbers(out, 10, times, amount);
            case Close() -> numbers(out, 11);
            case WithdrawWithin(var amount, var payee, var patience) -> {
                numbers(out, 13, amount);
                out.writeUTF(payee);
                out.writeLong(patience.toMillis());
            }
            case Stumble(var where) -> {
                numbers(out, 12);
                out.writeUTF(where.name());
            }
        }
    }

    private static Command readCommand(DataInputStream in, byte type) throws IOException {
        return switch (type) {
            case 1 -> new Deposit(in.readLong());
            case 2 -> new Lottery((int) in.readLong());
            case 3 -> new Withdraw(in.readLong(), in.readUTF(), instant(in));
            case 4 -> new Reserve(in.readLong(), instant(in));
            case 5 -> new ReleaseReserved();
            case 6 -> new Pay(in.readLong(), in.readUTF());
            case 7 -> new PaymentMade(in.readLong());
            case 8 -> new See(in.readLong());
            case 9 -> new Look();
            case 10 -> new DepositEach((int) in.readLong(), in.readLong());
            case 11 -> new Close();
            case 12 -> new Stumble(where(in));
            case 13 -> new WithdrawWithin(in.readLong(), in.readUTF(), Duration.ofMillis(in.readLong()));
            default -> throw new IllegalStateException("unknown command type " + type);
        };
    }

    private static void writeEvent(DataOutputStream out, Event event) throws IOException {
        switch (event) {
            case Deposited(var amount) -> numbers(out, 1, amount);
            case Withdrawn(var amount) -> numbers(out, 2, amount);
            case Reserved(var amount, var until) -> {
                numbers(out, 3, amount);
                instant(out, until);
            }
            case Released(var upTo) -> {
                numbers(out, 4);
                instant(out, upTo);
            }
            case PaymentBegun(var payment, var amount, var payee) -> {
                numbers(out, 5, payment, amount);
                out.writeUTF(payee);
            }
            case PaymentEnded(var payment) -> numbers(out, 6, payment);
            case Seen(var upTo) -> throw new IllegalStateException("derived events are not written: " + upTo);
            case Closed() -> numbers(out, 7);
            case Stumbled(var where) -> {
                if (where == Where.ENCODE) {
                    throw new IllegalStateException("stumbled encoding");
                }
                numbers(out, 8);
                out.writeUTF(where.name());
            }
        }
    }

    private static Event readEvent(DataInputStream in, byte type) throws IOException {
        return switch (type) {
            case 1 -> new Deposited(in.readLong());
            case 2 -> new Withdrawn(in.readLong());
            case 3 -> new Reserved(in.readLong(), instant(in));
            case 4 -> new Released(instant(in));
            case 5 -> new PaymentBegun(in.readLong(), in.readLong(), in.readUTF());
            case 6 -> new PaymentEnded(in.readLong());
            case 7 -> new Closed();
            case 8 -> {
                Where where = where(in);
                if (where == Where.DECODE) {
                    throw new IllegalStateException("stumbled decoding");
                }
                yield new Stumbled(where);
            }
            default -> throw new IllegalStateException("unknown event type " + type);
        };
    }

    private static void writeReply(DataOutputStream out, Reply reply) throws IOException {
        switch (reply) {
            case Balance(var balance, var reserved, var seen, var deposits) ->
                numbers(out, 1, balance, reserved, seen, deposits);
            case NotInTime() -> numbers(out, 2);
        }
    }

    private static Reply readReply(DataInputStream in, byte type) throws IOException {
        return switch (type) {
            case 1 -> new Balance(in.readLong(), in.readLong(), in.readLong(), in.readLong());
            case 2 -> new NotInTime();
            default -> throw new IllegalStateException("unknown reply type " + type);
        };
    }

    private static void writeState(DataOutputStream out, LedgerState state) throws IOException {
        numbers(out, 1, state.balance, state.seen, state.deposits, state.payments, state.reservations.size());
        for (LedgerState.Reservation reservation : state.reservations) {
            out.writeLong(reservation.amount());
            instant(out, reservation.until());
        }
        out.writeLong(state.unfinished.size());
        for (var payment : state.unfinished.entrySet()) {
            out.writeLong(payment.getKey());
            out.writeLong(payment.getValue().amount());
            out.writeUTF(payment.getValue().payee());
        }
    }

    private static LedgerState readState(DataInputStream in, byte type) throws IOException {
        if (type != 1) {
            throw new IllegalStateException("unknown state version " + type);
        }
        LedgerState state = new LedgerState();
        state.balance = in.readLong();
        state.seen = in.readLong();
        state.deposits = in.readLong();
        state.payments = in.readLong();
        for (long left = in.readLong(); left > 0; left--) {
            state.reservations.add(new LedgerState.Reservation(in.readLong(), instant(in)));
        }
        for (long left = in.readLong(); left > 0; left--) {
            state.unfinished.put(in.readLong(), new LedgerState.Payment(in.readLong(), in.readUTF()));
        }
        return state;
    }

    private static void numbers(DataOutputStream out, int type, long... numbers) throws IOException {
        out.writeByte(type);
        for (long number : numbers) {
            out.writeLong(number);
        }
    }

    private static void instant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private static Where where(DataInputStream in) throws IOException {
        return Where.valueOf(in.readUTF());
    }
}
