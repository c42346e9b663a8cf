/** The key by which deliveries are signed: one for the cluster, made when the first topic is, kept as an aggregate and published in the catalog. */
@NullMarked
package io.penstock.services.sns.signing;

import org.jspecify.annotations.NullMarked;
