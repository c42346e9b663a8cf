package io.penstock.services.dynamodb;

import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.LocalStore;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.dynamodb.op.BatchGetItem;
import io.penstock.services.dynamodb.op.BatchWriteItem;
import io.penstock.services.dynamodb.op.CreateTable;
import io.penstock.services.dynamodb.op.DeleteItem;
import io.penstock.services.dynamodb.op.DeleteTable;
import io.penstock.services.dynamodb.op.DescribeEndpoints;
import io.penstock.services.dynamodb.op.DescribeLimits;
import io.penstock.services.dynamodb.op.DescribeTable;
import io.penstock.services.dynamodb.op.DescribeTimeToLive;
import io.penstock.services.dynamodb.op.Environment;
import io.penstock.services.dynamodb.op.GetItem;
import io.penstock.services.dynamodb.op.ListTables;
import io.penstock.services.dynamodb.op.ListTagsOfResource;
import io.penstock.services.dynamodb.op.PutItem;
import io.penstock.services.dynamodb.op.Query;
import io.penstock.services.dynamodb.op.Scan;
import io.penstock.services.dynamodb.op.TagResource;
import io.penstock.services.dynamodb.op.TransactGetItems;
import io.penstock.services.dynamodb.op.TransactWriteItems;
import io.penstock.services.dynamodb.op.UntagResource;
import io.penstock.services.dynamodb.op.UpdateItem;
import io.penstock.services.dynamodb.op.UpdateTable;
import io.penstock.services.dynamodb.op.UpdateTimeToLive;
import io.penstock.services.dynamodb.store.PartitionCompanion;
import io.penstock.services.dynamodb.store.PartitionMachine;
import io.penstock.services.dynamodb.store.PartitionViews;
import io.penstock.services.dynamodb.store.StoreSurroundings;
import io.penstock.services.dynamodb.store.WriteMemory;
import io.penstock.services.dynamodb.table.LeftOvers;
import io.penstock.services.dynamodb.table.TableCompanion;
import io.penstock.services.dynamodb.table.TableDirectory;
import io.penstock.services.dynamodb.table.TableMachine;
import io.penstock.services.dynamodb.transaction.CoordinatorCompanion;
import io.penstock.services.dynamodb.transaction.CoordinatorMachine;
import io.penstock.services.dynamodb.transaction.CoordinatorVerdicts;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/**
 * DynamoDB-compatible tables: registers the aggregates with the host and serves the operations. Create it on every node before the host of the
 * machines starts.
 */
public final class Dynamo {

    /** What the service needs of the cluster. */
    public record Ports(Machines machines, RecordLog log, Topics topics, Catalog catalog) {}

    /**
     * What it needs of its node.
     *
     * @param store this node's disk
     * @param io a few threads for reading and writing the store
     * @param random for ids; safe for use by many threads
     */
    public record Node(LocalStore store, Executor io, InstantSource clock, RandomGenerator random) {}

    /**
     * @param partitions of a new table, 1 to 64
     * @param writeMemory heap for changes that are not on disk yet, for all partitions of the node together
     * @param shared whether other nodes may own partitions
     */
    public record Settings(int partitions, long writeMemory, boolean shared) {}

    /** Before a partition is told again what it did not hear. */
    private static final long PAUSE_MILLIS = 200;

    private final Environment environment;

    private Dynamo(Environment environment) {
        this.environment = environment;
    }

    /** Makes the service and registers its machines. */
    public static Dynamo create(Ports ports, Node node, Settings settings) {
        TableMachine tables = new TableMachine();
        TableCompanion.Surroundings aroundTables =
                new TableCompanion.Surroundings(ports.topics(), ports.catalog(), ports.machines());
        ports.machines().register(tables, self -> new TableCompanion(self, tables, aroundTables));
        PartitionViews views = new PartitionViews(node.store());
        StoreSurroundings aroundPartitions = new StoreSurroundings(
                ports.log(),
                views,
                new WriteMemory(settings.writeMemory()),
                new CoordinatorVerdicts(ports.machines()),
                StoreSurroundings.Threads.of(node.io()));
        ports.machines()
                .register(
                        new PartitionMachine(settings.shared()),
                        self -> new PartitionCompanion(self, aroundPartitions));
        CoordinatorCompanion.Surroundings aroundCoordinators = new CoordinatorCompanion.Surroundings(
                ports.machines(), CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, node.io()));
        ports.machines().register(new CoordinatorMachine(), self -> new CoordinatorCompanion(self, aroundCoordinators));
        TableDirectory directory = new TableDirectory(ports.catalog(), ports.machines());
        new LeftOvers(directory, views, node.io()).watch(ports.catalog());
        return new Dynamo(new Environment(
                ports.machines(),
                directory,
                settings.partitions(),
                new Environment.Chance(node.clock(), node.random())));
    }

    /** The operations; all others of the API are refused by name. */
    public ServiceDefinition definition() {
        Environment e = environment;
        return ServiceDefinition.of(ServiceModel.load("dynamodb"))
                .on("BatchGetItem", BatchGetItemRequest.class, new BatchGetItem(e))
                .on("BatchWriteItem", BatchWriteItemRequest.class, new BatchWriteItem(e))
                .on("CreateTable", CreateTableRequest.class, new CreateTable(e))
                .on("DeleteItem", DeleteItemRequest.class, new DeleteItem(e))
                .on("DeleteTable", DeleteTableRequest.class, new DeleteTable(e))
                .on("DescribeEndpoints", DescribeEndpointsRequest.class, new DescribeEndpoints())
                .on("DescribeLimits", DescribeLimitsRequest.class, new DescribeLimits())
                .on("DescribeTable", DescribeTableRequest.class, new DescribeTable(e))
                .on("DescribeTimeToLive", DescribeTimeToLiveRequest.class, new DescribeTimeToLive(e))
                .on("GetItem", GetItemRequest.class, new GetItem(e))
                .on("ListTables", ListTablesRequest.class, new ListTables(e))
                .on("ListTagsOfResource", ListTagsOfResourceRequest.class, new ListTagsOfResource(e))
                .on("PutItem", PutItemRequest.class, new PutItem(e))
                .on("Query", QueryRequest.class, new Query(e))
                .on("Scan", ScanRequest.class, new Scan(e))
                .on("TagResource", TagResourceRequest.class, new TagResource(e))
                .on("TransactGetItems", TransactGetItemsRequest.class, new TransactGetItems(e))
                .on("TransactWriteItems", TransactWriteItemsRequest.class, new TransactWriteItems(e))
                .on("UntagResource", UntagResourceRequest.class, new UntagResource(e))
                .on("UpdateItem", UpdateItemRequest.class, new UpdateItem(e))
                .on("UpdateTable", UpdateTableRequest.class, new UpdateTable(e))
                .on("UpdateTimeToLive", UpdateTimeToLiveRequest.class, new UpdateTimeToLive(e));
    }
}
