using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Aggregates;
using Surveys.Calendar;
using Surveys.Http;
using Surveys.ServiceRegister;
using Surveys.Storage;

namespace Surveys.Savings;

/// <summary>Satisfaction and savings of services, over HTTP.</summary>
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

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        ServicesTable services,
        ValueForMoneyReader reader,
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
        var allowed = caller.Role is Roles.Owner ? string.Join(' ', caller.Services) : "";
        if (await query.IsNotModifiedAsync(storage, window!.First, window.Last, allowed, cancellationToken))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        // Only its owner sees a test service.
        var visible = (await services.ListAsync(cancellationToken))
            .Select(stored => stored.Service)
            .Where(service => caller.MaySee(service.ServiceId) && (!service.Test || caller.Role is Roles.Owner))
            .ToList();
        var rows = reader.ReadAsync(visible, window, cancellationToken);
        return isCsv
            ? new CsvTable<ValueForMoney>("value.csv", ValueTable.Header, rows, ValueTable.CellsOf)
            : Results.Json(
                new ValuesForMoney(await rows.ToListAsync(cancellationToken)),
                ValueJson.Default.ValuesForMoney
            );
    }
}
