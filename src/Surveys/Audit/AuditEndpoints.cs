using System.Globalization;
using Microsoft.AspNetCore.Http;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Storage;

namespace Surveys.Audit;

/// <summary>An entry as the contract shows it.</summary>
/// <param name="Day">The UTC day whose chain the entry belongs to.</param>
/// <param name="Number">The number within the day, from 1.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Hash">The SHA-256 of the hash before it and of the entry's stored JSON, in hexadecimal.</param>
internal sealed record AuditItem(DateOnly Day, int Number, AuditEntry Entry, string Hash);

/// <summary>One page of the audit log.</summary>
internal sealed record AuditPage(IReadOnlyList<AuditItem> Items);

/// <summary>The parameters of a query for the audit log.</summary>
internal sealed class AuditQuery(HttpRequest request) : ListQuery(request)
{
    /// <summary>The first and the last day, both included. Required.</summary>
    public (DateOnly From, DateOnly To) Days()
    {
        var (from, to) = (Day("from"), Day("to"));
        if (from > to)
        {
            AddError("to", "Must not be before from.");
        }

        return (from, to);
    }

    /// <summary>The action; null for all actions.</summary>
    public AuditAction? Action() =>
        Text("action") is null ? null : Choice("action", default, Enum.GetValues<AuditAction>(), WireName.Of);

    /// <summary>The service; null for all entries.</summary>
    public string? Service() => Text("service");

    /// <summary>The last entry of the page before; null for the first page.</summary>
    public (DateOnly Day, int Number)? After()
    {
        if (Cursor(2) is not [var day, var number])
        {
            return null;
        }

        if (
            DateOnly.TryParseExact(day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        )
        {
            return (parsed, last);
        }

        AddError("cursor", "Must be a cursor from a Link header of this query.");
        return null;
    }

    /// <summary>Sets the Link header to the page after an entry.</summary>
    public void NextPage(AuditRow last) =>
        NextPage(
            last.Day.ToString(DayFormat, CultureInfo.InvariantCulture),
            last.Number.ToString(CultureInfo.InvariantCulture)
        );

    private const string DayFormat = "yyyy-MM-dd";

    private DateOnly Day(string name)
    {
        if (
            DateOnly.TryParseExact(
                Text(name),
                DayFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
        {
            return day;
        }

        AddError(name, Text(name) is null ? "Is required." : "Must be a day such as 2026-11-23.");
        return default;
    }
}

/// <summary>The audit log over HTTP.</summary>
internal static class AuditEndpoints
{
    /// <summary>
    /// The maximum number of entries that one request reads. A page of a rare action may therefore have fewer entries than
    /// the limit, and may be empty; the Link header tells whether more follow.
    /// </summary>
    private const int MaxReadEntries = 20_000;

    private static readonly string[] Columns =
    [
        "day",
        "number",
        "at",
        "actor",
        "role",
        "action",
        "service",
        "month",
        "subject",
        "reason",
        "count",
        "hash",
    ];

    public static readonly Endpoint GetAudit = new(
        "GetAudit",
        "GET",
        "v1/audit",
        Roles.Ministry | Roles.Admin,
        ShowAsync
    )
    {
        Summary = "The audit log, oldest entries first, as JSON or CSV",
        Query = ["from", "to", "action", "service", "format", "limit", "cursor"],
    };

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        SurveyStorage storage,
        CancellationToken cancellationToken
    )
    {
        var query = new AuditQuery(context.Request);
        var (from, to) = query.Days();
        var (action, service) = (query.Action(), query.Service());
        var limit = query.Limit() ?? ListQuery.DefaultLimit;
        var after = query.After();
        var isCsv = query.IsCsv();
        query.ThrowIfInvalid();

        var (items, read) = (new List<AuditItem>(), 0);
        await foreach (var row in ReadAsync(storage, from, to, after, cancellationToken))
        {
            var entry = AuditEntry.OfJson(row.Json);
            if ((action is null || entry.Action == action) && (service is null || entry.Service == service))
            {
                items.Add(new AuditItem(row.Day, row.Number, entry, Convert.ToHexStringLower(row.Hash)));
            }

            // The page ends here even if no entry follows. The next page is then empty.
            if (items.Count == limit || ++read == MaxReadEntries)
            {
                query.NextPage(row);
                break;
            }
        }

        context.Response.Headers.CacheControl = "no-store";
        return isCsv
            ? new CsvTable<AuditItem>("audit.csv", Columns, items.ToAsyncEnumerable(), CellsOf)
            : Results.Json(new AuditPage(items), AuditJson.Default.AuditPage);
    }

    private static async IAsyncEnumerable<AuditRow> ReadAsync(
        SurveyStorage storage,
        DateOnly from,
        DateOnly to,
        (DateOnly Day, int Number)? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var day in await AuditTable.ListDaysAsync(storage.Audit, cancellationToken))
        {
            if (day < from || day > to || day < after?.Day)
            {
                continue;
            }

            var number = day == after?.Day ? after.Value.Number : 0;
            await foreach (var row in AuditTable.ReadAsync(storage.Audit, day, number, cancellationToken))
            {
                yield return row;
            }
        }
    }

    private static IEnumerable<object?> CellsOf(AuditItem item) =>
        [
            item.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            item.Number,
            item.Entry.At is { } at ? Rfc3339.Format(at) : null,
            item.Entry.Actor,
            item.Entry.Role,
            WireName.Of(item.Entry.Action),
            item.Entry.Service,
            item.Entry.Month,
            item.Entry.Subject,
            item.Entry.Reason,
            item.Entry.Count,
            item.Hash,
        ];
}
