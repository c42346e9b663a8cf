package io.penstock.log.peer;

import java.util.OptionalLong;

/**
 * A command for an aggregate that another node owns.
 *
 * @param machine name of the machine type
 * @param key of the aggregate
 * @param patienceMillis how long the caller still waits for the shard to be served there; parked time is not counted
 * @param command as the type's codec wrote it
 * @param sentAt what the calling node's clock showed when the command left it, in milliseconds of the epoch: times in the command are by that clock. Empty from
 *     a node of the version before, and until it leaves
 */
public record PeerRequest(String machine, String key, long patienceMillis, byte[] command, OptionalLong sentAt) {

    /** One that has not left yet. */
    public PeerRequest(String machine, String key, long patienceMillis, byte[] command) {
        this(machine, key, patienceMillis, command, OptionalLong.empty());
    }
}
