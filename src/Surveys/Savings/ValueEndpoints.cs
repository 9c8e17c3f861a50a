using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Savings;

/// <summary>Reads values: every service's published figures beside its claims.</summary>
internal sealed class ValueForMoneyReader(MonthlyRollups folds, SavingsTable savings)
{
    /// <summary>The values of services in the order given, period after period; a stream.</summary>
    public async IAsyncEnumerable<ValueForMoney> ReadAsync(
        IReadOnlyList<Service> services,
        Window window,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var claims = await ReadClaimsAsync(services, window, cancellationToken);
        List<DateOnly> months = [.. new Period(Interval.Total, window.First, window.Last).Months];
        await foreach (var (service, own) in folds.ReadEachAsync(services, months, cancellationToken))
        {
            foreach (var period in window.Periods)
            {
                yield return ValueForMoney.Of(
                    service,
                    period,
                    own,
                    [
                        .. claims[service.ServiceId]
                            .Where(saving => saving.Month >= period.First && saving.Month <= period.Last),
                    ]
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

/// <summary>Satisfaction set against savings, over HTTP.</summary>
internal static class ValueEndpoints
{
    public static readonly Endpoint GetValue = new(
        "GetValue",
        "GET",
        "v1/value",
        Roles.Owner | Roles.Ministry | Roles.Admin,
        ShowAsync
    )
    {
        Summary = "Satisfaction set against savings, per service and period",
        Query = ["from", "to", "interval", "format"],
    };

    private static readonly string[] Header =
    [
        "serviceId",
        "agency",
        "period",
        "currency",
        "monthsReported",
        "savings.claimed",
        "savings.verified",
        "savings.cashReleasing",
        "savings.cost",
        "savings.textCost",
        "savings.net",
        "savings.netVerified",
        "savings.staffHours",
        "savings.citizenHours",
        "interactions",
        "aiShare",
        "suppressed",
        .. ScoreTable.ShareColumns("csat"),
        .. ScoreTable.ShareColumns("csatWeighted"),
        "target",
        "aiEffect.value",
        "aiEffect.low",
        "aiEffect.high",
        "languageGap.value",
        "languageGap.low",
        "languageGap.high",
        "languageGap.highest",
        "languageGap.lowest",
        .. ScoreTable.ShareColumns("silentFailure"),
        "successOnlyBias.value",
        "successOnlyBias.low",
        "successOnlyBias.high",
        "savingPerInteraction",
        "satisfiedInteractions",
        "savingPerSatisfiedInteraction",
        "verdict",
        "verdictVerified",
    ];

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        ServicesTable services,
        ValueForMoneyReader values,
        SurveyStorage storage,
        CancellationToken cancellationToken
    )
    {
        var query = new FigureQuery(context.Request);
        var interval = query.Interval(Interval.Total, Interval.Month, Interval.Quarter, Interval.Year, Interval.Total);
        var isCsv = query.IsCsv();
        var window = query.Window(interval);
        query.ThrowIfInvalid();
        var caller = Caller.Of(context);
        var who = caller.Role is Roles.Owner ? string.Join(' ', caller.Services) : "";
        if (await query.IsNotModifiedAsync(storage, window!.First, window.Last, who, cancellationToken))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        // A test service is shown to its owner, and is in nobody else's table.
        var seen = (await services.ListAsync(cancellationToken))
            .Select(stored => stored.Service)
            .Where(service => caller.MaySee(service.ServiceId) && (!service.Test || caller.Role is Roles.Owner))
            .ToList();
        var stream = values.ReadAsync(seen, window, cancellationToken);
        return isCsv
            ? new CsvTable<ValueForMoney>("value.csv", Header, stream, Row)
            : Results.Json(
                new ValuesForMoney(await stream.ToListAsync(cancellationToken)),
                ValueJson.Default.ValuesForMoney
            );
    }

    private static IEnumerable<object?> Row(ValueForMoney value) =>
        [
            value.ServiceId,
            value.Agency,
            value.Period,
            value.Currency,
            value.MonthsReported,
            value.Savings?.Claimed,
            value.Savings?.Verified,
            value.Savings?.CashReleasing,
            value.Savings?.Cost,
            value.Savings?.TextCost,
            value.Savings?.Net,
            value.Savings?.NetVerified,
            value.Savings?.StaffHours,
            value.Savings?.CitizenHours,
            value.Interactions,
            value.AiShare,
            value.Suppressed,
            .. ScoreTable.ShareCells(value.Csat),
            .. ScoreTable.ShareCells(value.CsatWeighted),
            value.Target,
            value.AiEffect?.Value,
            value.AiEffect?.Low,
            value.AiEffect?.High,
            value.LanguageGap?.Value,
            value.LanguageGap?.Low,
            value.LanguageGap?.High,
            value.LanguageGap?.Highest,
            value.LanguageGap?.Lowest,
            .. ScoreTable.ShareCells(value.SilentFailure),
            value.SuccessOnlyBias?.Value,
            value.SuccessOnlyBias?.Low,
            value.SuccessOnlyBias?.High,
            value.SavingPerInteraction,
            value.SatisfiedInteractions,
            value.SavingPerSatisfiedInteraction,
            WireName.Of(value.Verdict),
            WireName.Of(value.VerdictVerified),
        ];
}
