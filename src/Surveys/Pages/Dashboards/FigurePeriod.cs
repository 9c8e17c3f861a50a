using System.Globalization;
using Microsoft.AspNetCore.Http;
using Surveys.Calendar;
using Surveys.Ledger;

namespace Surveys.Pages.Dashboards;

/// <summary>
/// The months that a dashboard shows. Without a period in the address they are the twelve up to the current month.
/// </summary>
public sealed record FigurePeriod
{
    /// <summary>The maximum number of months on a page. The API has no such limit.</summary>
    public const int MaxMonths = 36;

    private const int DefaultMonths = 12;

    private FigurePeriod(Window window, bool isInvalid) => (Window, IsInvalid) = (window, isInvalid);

    /// <summary>The period in the address is not valid, and the default months are shown.</summary>
    public bool IsInvalid { get; }

    /// <summary>The months.</summary>
    internal Window Window { get; }

    /// <summary>All months as one period.</summary>
    internal Period Total => Period.Total(Window.First, Window.Last);

    /// <summary>The first month, such as 2026-01.</summary>
    public string From => RollupsTable.Month(Window.First);

    /// <summary>The last month, such as 2026-12.</summary>
    public string To => RollupsTable.Month(Window.Last);

    /// <summary>The query fields of the period.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query => [new("from", From), new("to", To)];

    /// <summary>The months, and the month before them, which the first month is compared with.</summary>
    public IReadOnlyList<DateOnly> MonthsRead =>
        [Window.First.AddMonths(-1), .. Window.Periods.Select(period => period.First)];

    /// <summary>Reads the period from an address.</summary>
    /// <param name="query">The query of the address.</param>
    /// <param name="today">Today, which decides the default months.</param>
    internal static FigurePeriod Read(IQueryCollection query, DateOnly today)
    {
        var defaults = Window.Read(
            Month(today.AddMonths(1 - DefaultMonths)),
            Month(today),
            Interval.Month,
            (_, _) => { }
        )!;
        var (from, to) = (query["from"].ToString(), query["to"].ToString());
        if (from.Length is 0 && to.Length is 0)
        {
            return new FigurePeriod(defaults, isInvalid: false);
        }

        var isInvalid = false;
        var window = Window.Read(
            from.Length is 0 ? Month(defaults.First) : from,
            to.Length is 0 ? Month(defaults.Last) : to,
            Interval.Month,
            (_, _) => isInvalid = true
        );
        return
            isInvalid
            || window is null
            || window.Periods.Count > MaxMonths
            || window.First.Year is < Window.FirstYear + 1
            ? new FigurePeriod(defaults, isInvalid: true)
            : new FigurePeriod(window, isInvalid: false);
    }

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
