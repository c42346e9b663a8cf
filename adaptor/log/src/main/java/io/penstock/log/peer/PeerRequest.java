package io.penstock.log.peer;

/**
 * A command for an aggregate that another node owns.
 *
 * @param machine name of the machine type
 * @param key of the aggregate
 * @param patienceMillis how long the caller still waits for the shard to be served there; parked time is not counted
 * @param command as the type's codec wrote it
 */
public record PeerRequest(String machine, String key, long patienceMillis, byte[] command) {}
