package io.penstock.log.shard;

/** The other nodes, as the host of this one needs them. */
interface Remote {

    /**
     * Sends a command to the node that owns its shard and completes its caller with the answer, or hands it back when it was certainly not executed there.
     *
     * @param back called at most once, from any thread
     * @return false when no other owner is known now; nothing happens then
     */
    boolean forward(int shard, Request<?, ?> request, Runnable back);

    /** This node is the owner now. */
    void owned(int shard, long epoch);

    /** No other nodes. */
    Remote NONE = new Remote() {
        @Override
        public boolean forward(int shard, Request<?, ?> request, Runnable back) {
            return false;
        }

        @Override
        public void owned(int shard, long epoch) {}
    };
}
