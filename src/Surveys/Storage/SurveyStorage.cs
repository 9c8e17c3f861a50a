using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Surveys.Storage;

/// <summary>The tables and queues of the storage account.</summary>
internal sealed class SurveyStorage(TableServiceClient tables, QueueServiceClient queues)
{
    public TableClient Ledger { get; } = tables.GetTableClient("ledger");

    public TableClient Work { get; } = tables.GetTableClient("work");

    public TableClient Scores { get; } = tables.GetTableClient("scores");

    public TableClient Published { get; } = tables.GetTableClient("published");

    public TableClient Services { get; } = tables.GetTableClient("services");

    public TableClient Keys { get; } = tables.GetTableClient("keys");

    public TableClient Links { get; } = tables.GetTableClient("links");

    public TableClient Contacts { get; } = tables.GetTableClient("contacts");

    public TableClient Savings { get; } = tables.GetTableClient("savings");

    public TableClient Audit { get; } = tables.GetTableClient("audit");

    /// <summary>Wake-up messages for SMS that are due. The state is in the ledger.</summary>
    public QueueClient SendQueue { get; } = queues.GetQueueClient("send");

    /// <summary>Wake-up messages for service-days whose counts have changed.</summary>
    public QueueClient FoldQueue { get; } = queues.GetQueueClient("fold");

    public QueueClient SendPoison { get; } = queues.GetQueueClient("send-poison");

    public QueueClient FoldPoison { get; } = queues.GetQueueClient("fold-poison");

    /// <summary>A table that only one host uses, such as that of the simulated phones.</summary>
    public TableClient TableOf(string name) => tables.GetTableClient(name);

    /// <summary>A queue by name.</summary>
    public QueueClient QueueOf(string name) => queues.GetQueueClient(name);

    private TableClient[] Tables => [Ledger, Work, Scores, Published, Services, Keys, Links, Contacts, Savings, Audit];

    private QueueClient[] Queues => [SendQueue, FoldQueue, SendPoison, FoldPoison];

    /// <summary>Creates tables and queues that do not exist. Safe to repeat.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Tables.Select(table => table.CreateIfNotExistsAsync(cancellationToken)));
        await Task.WhenAll(Queues.Select(queue => queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken)));
    }

    /// <summary>The name of the part that does not respond; null if all parts do.</summary>
    public async Task<string?> FindFailureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Ledger.GetEntityIfExistsAsync<TableEntity>("health", "health", ["PartitionKey"], cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            return "tables";
        }

        try
        {
            await SendQueue.GetPropertiesAsync(cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            return "queues";
        }

        return null;
    }
}
