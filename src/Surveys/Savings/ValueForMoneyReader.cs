using System.Runtime.CompilerServices;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Integrity;
using Surveys.ServiceRegister;

namespace Surveys.Savings;

/// <summary>Reads the satisfaction and savings of services.</summary>
internal sealed class ValueForMoneyReader(
    PublishedFigures published,
    SavingsTable savings,
    ServicesTable register,
    IntegrityReader integrity
)
{
    /// <summary>Reads the rows of services in the given order, period after period, as a stream.</summary>
    public async IAsyncEnumerable<ValueForMoney> ReadAsync(
        IReadOnlyList<Service> services,
        Window window,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var claims = await ReadClaimsAsync(services, window, cancellationToken);
        var all = (await register.ListAsync(cancellationToken)).Select(stored => stored.Service).ToList();
        var grades = (await integrity.ReadAsync(all, window.First, window.Last, cancellationToken)).ToLookup(
            month => month.Service.ServiceId,
            StringComparer.Ordinal
        );
        List<DateOnly> months = [.. new Period(Interval.Total, window.First, window.Last).Months];
        await foreach (var (service, figures) in published.ReadEachAsync(services, months, cancellationToken))
        {
            foreach (var period in window.Periods)
            {
                yield return ValueForMoney.Of(
                    service,
                    period,
                    figures,
                    [
                        .. claims[service.ServiceId]
                            .Where(saving => saving.Month >= period.First && saving.Month <= period.Last),
                    ],
                    IntegrityReader.WorstOf(grades[service.ServiceId], period)
                );
            }
        }
    }

    private async Task<ILookup<string, Saving>> ReadClaimsAsync(
        IReadOnlyList<Service> services,
        Window window,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Saving>();
        if (services is [var only])
        {
            found.AddRange(
                (await savings.ReadAsync(only.ServiceId, window.First, window.Last, cancellationToken)).Select(each =>
                    each.Stored.Saving
                )
            );
        }
        else
        {
            await foreach (var saving in savings.ReadAllAsync(window.First, window.Last, cancellationToken))
            {
                found.Add(saving);
            }
        }

        return found.ToLookup(saving => saving.ServiceId, StringComparer.Ordinal);
    }
}
