/**
 * What tables exist and how they are made. One aggregate for each name, {@link io.penstock.services.dynamodb.table.TableMachine}, decides; its companion makes topic
 * and partitions follow and publishes the definition, so that every node knows every table.
 */
@NullMarked
package io.penstock.services.dynamodb.table;

import org.jspecify.annotations.NullMarked;
