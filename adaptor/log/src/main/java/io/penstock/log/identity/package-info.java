/** What a cluster is from its first start on: format, number of shards, the secret of its internal channel. */
@NullMarked
package io.penstock.log.identity;

import org.jspecify.annotations.NullMarked;
