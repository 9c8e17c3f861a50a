using CsvHelper;
using Microsoft.AspNetCore.Http;

namespace Surveys.Http;

/// <summary>A CSV table as an HTTP response. Rows are written as they are read.</summary>
/// <param name="fileName">The name of the file that a browser saves.</param>
/// <param name="header">The names of the columns.</param>
/// <param name="rows">The rows.</param>
/// <param name="cellsOf">The cells of a row, in the order of the header.</param>
internal sealed class CsvTable<T>(
    string fileName,
    IEnumerable<string> header,
    IAsyncEnumerable<T> rows,
    Func<T, IEnumerable<object?>> cellsOf
) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = Csv.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        await using var csv = Csv.Open(response.Body);
        await Csv.WriteRowAsync(csv, header, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await Csv.WriteRowAsync(csv, cellsOf(row), cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }
}

/// <summary>
/// Comma-separated values (RFC 4180) for spreadsheets: a header row, a point as the decimal separator, and no cell that
/// a spreadsheet would run as a formula.
/// </summary>
internal static class Csv
{
    public const string ContentType = "text/csv; charset=utf-8";

    private static readonly CsvWriterOptions Options = new()
    {
        NewLine = "\r\n",
        TrueValue = "true",
        FalseValue = "false",

        // Without the byte order mark spreadsheets misread Kazakh and Russian names.
        WriteByteOrderMark = true,

        // Applies to texts only: a number may begin with a minus.
        Injection = CsvInjection.Escape,
    };

    public static CsvWriter Open(Stream body) => CsvWriter.Create(body, Options, leaveOpen: true);

    /// <summary>Writes one row. Null is an empty cell.</summary>
    public static async Task WriteRowAsync(
        CsvWriter csv,
        IEnumerable<object?> cells,
        CancellationToken cancellationToken
    )
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        await csv.EndRecordAsync(cancellationToken);
    }
}
