package io.penstock.kernel.machine;

/**
 * The public face of a {@link Machine}: what is needed to send it a command from any node.
 *
 * @param name stable, written to journals and to the internal channel, for example {@code sqs.queue}
 * @param commands bytes of commands on the internal channel; both ends may be one version apart
 * @param replies bytes of replies on the internal channel
 */
public record MachineType<C, R>(String name, Codec<C> commands, Codec<R> replies) {

    public MachineType {
        if (name.isEmpty() || name.length() > 64) {
            throw new IllegalArgumentException("a machine name has 1 to 64 characters: '" + name + "'");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
