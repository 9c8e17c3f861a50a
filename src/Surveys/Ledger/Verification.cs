using Azure.Data.Tables;
using Surveys.Scoring;
using Surveys.Storage;

namespace Surveys.Ledger;

/// <summary>What a recount found.</summary>
/// <param name="Rows">Rows of interactions read.</param>
/// <param name="Days">Service-days recounted.</param>
/// <param name="Differences">In words, cell by cell; empty where all agrees.</param>
public sealed record RecountReport(long Rows, int Days, IReadOnlyList<string> Differences);

/// <summary>
/// Recounts every row of the ledger and compares the sums with the stripes, the folded days and the folded months, cell by cell.
/// Exact when nothing is written meanwhile and all is folded.
/// </summary>
internal sealed class Verification(SurveyStorage storage)
{
    /// <summary>Recounts everything: reads the whole ledger, so its cost grows with the rows.</summary>
    public async Task<RecountReport> RecountAsync(CancellationToken cancellationToken)
    {
        var rows = 0L;
        var differences = new List<string>();
        var months = new SortedDictionary<(string Month, string Service), Tally>();
        var days = 0;
        (ServiceDay Day, Tally Recount, Tally Stripes)? current = null;

        async Task FinishAsync()
        {
            if (current is not { } day)
            {
                return;
            }

            days++;
            differences.AddRange(day.Recount.DifferencesFrom(day.Stripes).Select(difference => $"{day.Day}: rows and stripes: {difference}"));
            day.Recount.Open.Add(day.Recount.Open.Copy(), -1);
            day.Recount.Settle();
            var month = ScoresTable.Month(day.Day.Day);
            var folded = await storage.Scores.GetEntityIfExistsAsync<TableEntity>(month, ScoresTable.DayRow(day.Day), cancellationToken: cancellationToken);
            var fold = folded.HasValue ? ScoresTable.Read(folded.Value!).Tally : new Tally();
            differences.AddRange(day.Recount.DifferencesFrom(fold).Select(difference => $"{day.Day}: rows and fold: {difference}"));
            var key = (month, day.Day.ServiceId);
            if (!months.TryGetValue(key, out var sum))
            {
                months[key] = sum = new Tally();
            }

            sum.Add(day.Recount);
        }

        await foreach (var entity in storage.Ledger.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            var day = ServiceDay.Parse(entity.PartitionKey);
            if (current?.Day != day)
            {
                await FinishAsync();
                current = (day, new Tally(), new Tally());
            }

            if (entity.RowKey.StartsWith(Place.RowPrefix, StringComparison.Ordinal))
            {
                rows++;
                Contribution.Add(current.Value.Recount, InteractionRow.Read(entity), 1);
            }
            else
            {
                current.Value.Stripes.Add(Stripe.TallyOf(entity));
            }
        }

        await FinishAsync();
        foreach (var ((month, service), sum) in months)
        {
            sum.Settle();
            var fold = await ScoresTable.FindMonthAsync(storage, month, service, cancellationToken) ?? new Tally();
            differences.AddRange(sum.DifferencesFrom(fold).Select(difference => $"{service} {month}: days and month: {difference}"));
        }

        return new RecountReport(rows, days, differences);
    }
}
