/** The schedule groups of one account in one Region: the aggregate that keeps them, and its companion, which empties a group that is deleted. */
@NullMarked
package io.penstock.services.scheduler.group;

import org.jspecify.annotations.NullMarked;
