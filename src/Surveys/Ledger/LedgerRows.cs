using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Surveys.Calendar;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>Reads the rows of a service's month from the table <c>ledger</c>.</summary>
internal sealed class LedgerRows(SurveyStorage storage)
{
    /// <summary>The interactions of a month, day by day.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="month">The month's first day.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<Interaction> ReadMonthAsync(
        string serviceId,
        DateOnly month,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var period = Period.Containing(Interval.Month, month);
        var first = new ServiceDay(serviceId, period.First).Partition(0);
        var end = new ServiceDay(serviceId, period.Last) + "`";
        var (from, until) = (InteractionKey.RowPrefix, InteractionKey.RowPrefixEnd);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {first} and PartitionKey lt {end} and RowKey ge {from} and RowKey lt {until}"
        );
        await foreach (
            var entity in storage.Ledger.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
        )
        {
            yield return InteractionRow.Read(entity);
        }
    }
}
