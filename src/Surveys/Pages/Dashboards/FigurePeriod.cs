using System.Globalization;
using Microsoft.AspNetCore.Http;
using Surveys.Calendar;
using Surveys.Ledger;

namespace Surveys.Pages.Dashboards;

/// <summary>The months that a dashboard shows: what the address says, else the twelve that end with the current one.</summary>
public sealed record FigurePeriod
{
    /// <summary>A page shows so many at most; more come by API.</summary>
    public const int MaxMonths = 36;

    private const int DefaultMonths = 12;

    private FigurePeriod(Window window, bool isFaulty) => (Window, IsInvalid) = (window, isFaulty);

    /// <summary>The address said something that can't be read; the usual months are shown instead.</summary>
    public bool IsInvalid { get; }

    /// <summary>The months.</summary>
    internal Window Window { get; }

    internal Period Total => Period.Total(Window.First, Window.Last);

    /// <summary>The first month, such as 2026-01.</summary>
    public string From => RollupsTable.Month(Window.First);

    /// <summary>The last month, such as 2026-12.</summary>
    public string To => RollupsTable.Month(Window.Last);

    /// <summary>As it stands in the address.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query => [new("from", From), new("to", To)];

    /// <summary>The months and the one before, with which the first is compared.</summary>
    public IReadOnlyList<DateOnly> MonthsRead =>
        [Window.First.AddMonths(-1), .. Window.Periods.Select(period => period.First)];

    internal static FigurePeriod Read(IQueryCollection query, DateOnly today)
    {
        var usual = Window.Read(
            Month(today.AddMonths(1 - DefaultMonths)),
            Month(today),
            Interval.Month,
            (_, _) => { }
        )!;
        var (from, to) = (query["from"].ToString(), query["to"].ToString());
        if (from.Length is 0 && to.Length is 0)
        {
            return new FigurePeriod(usual, isFaulty: false);
        }

        var isFaulty = false;
        var window = Window.Read(
            from.Length is 0 ? Month(usual.First) : from,
            to.Length is 0 ? Month(usual.Last) : to,
            Interval.Month,
            (_, _) => isFaulty = true
        );
        return
            isFaulty
            || window is null
            || window.Periods.Count > MaxMonths
            || window.First.Year is < Window.FirstYear + 1
            ? new FigurePeriod(usual, isFaulty: true)
            : new FigurePeriod(window, isFaulty: false);
    }

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
