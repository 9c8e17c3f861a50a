using Azure.Data.Tables;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>What a recount found.</summary>
/// <param name="Rows">Rows of interactions read.</param>
/// <param name="Days">Service-days recounted.</param>
/// <param name="Differences">In words, cell by cell; empty where all agrees.</param>
public sealed record VerificationReport(long Rows, int Days, IReadOnlyList<string> Differences);

/// <summary>
/// Recounts every row of the ledger and compares the sums with the stripes, the folded days and the folded months, cell by cell.
/// Exact when nothing is written meanwhile and all is folded.
/// </summary>
internal sealed class LedgerVerifier(SurveyStorage storage)
{
    /// <summary>Recounts everything: reads the whole ledger, so its cost grows with the rows.</summary>
    public async Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken)
    {
        var rows = 0L;
        var differences = new List<string>();
        var days = 0;
        (ServiceDay Day, Tally Recount, Tally Stripes)? current = null;

        async Task FinishAsync()
        {
            if (current is not { } day)
            {
                return;
            }

            days++;
            differences.AddRange(
                day.Recount.DifferencesFrom(day.Stripes)
                    .Select(difference => $"{day.Day}: rows and stripes: {difference}")
            );
            day.Recount.Open.Add(day.Recount.Open.Copy(), -1);
            day.Recount.Normalize();
            var month = RollupsTable.Month(day.Day.Day);
            var folded = await storage.Scores.GetEntityIfExistsAsync<TableEntity>(
                month,
                RollupsTable.DayRow(day.Day),
                cancellationToken: cancellationToken
            );
            var fold = folded.HasValue ? RollupsTable.Read(folded.Value!).Tally : new Tally();
            differences.AddRange(
                day.Recount.DifferencesFrom(fold).Select(difference => $"{day.Day}: rows and fold: {difference}")
            );
        }

        await foreach (var entity in storage.Ledger.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            var day = ServiceDay.Parse(entity.PartitionKey);
            if (current?.Day != day)
            {
                await FinishAsync();
                current = (day, new Tally(), new Tally());
            }

            if (entity.RowKey.StartsWith(InteractionKey.RowPrefix, StringComparison.Ordinal))
            {
                rows++;
                RowCounts.Add(current.Value.Recount, InteractionRow.Read(entity), 1);
            }
            else if (entity.RowKey is CounterShard.DeletedRows)
            {
                current.Value.Recount.Add(CounterShard.TallyOf(entity));
            }
            else
            {
                current.Value.Stripes.Add(CounterShard.TallyOf(entity));
            }
        }

        await FinishAsync();
        await CompareMonthsAsync(differences, cancellationToken);
        return new VerificationReport(rows, days, differences);
    }

    /// <summary>Every folded month is the sum of its folded days, also of those whose rows were deleted after their time.</summary>
    private async Task CompareMonthsAsync(List<string> differences, CancellationToken cancellationToken)
    {
        var sums = new SortedDictionary<string, Tally>(StringComparer.Ordinal);
        var months = new List<(string Key, Tally Tally)>();
        await foreach (
            var entity in storage.Scores.QueryAsync<TableEntity>(
                entity => entity.PartitionKey != RollupsTable.VersionsPartition,
                cancellationToken: cancellationToken
            )
        )
        {
            if (!RollupsTable.IsRollup(entity.RowKey))
            {
                continue;
            }

            var fold = RollupsTable.Read(entity);
            var key = $"{fold.ServiceId} {entity.PartitionKey}";
            if (entity.RowKey.StartsWith("m_", StringComparison.Ordinal))
            {
                months.Add((key, fold.Tally));
            }
            else
            {
                sums.TryAdd(key, new Tally());
                sums[key].Add(fold.Tally);
            }
        }

        foreach (var (key, month) in months)
        {
            var sum = sums.GetValueOrDefault(key) ?? new Tally();
            sum.Normalize();
            differences.AddRange(
                sum.DifferencesFrom(month).Select(difference => $"{key}: days and month: {difference}")
            );
        }
    }
}
