using CsvHelper;

namespace Surveys.Aggregates;

/// <summary>Tables as comma-separated values (RFC 4180) that open in a spreadsheet: a header row, numbers with a point, and no text that a spreadsheet would run.</summary>
internal static class Csv
{
    public const string ContentType = "text/csv; charset=utf-8";

    private static readonly CsvWriterOptions Options = new()
    {
        NewLine = "\r\n",
        TrueValue = "true",
        FalseValue = "false",

        // Without the mark spreadsheets garble Kazakh and Russian names.
        WriteByteOrderMark = true,

        // Texts only: a number may begin with a minus.
        Injection = CsvInjection.Escape,
    };

    public static CsvWriter Open(Stream body) => CsvWriter.Create(body, Options, leaveOpen: true);

    /// <summary>Writes one row; null is an empty cell.</summary>
    public static async Task WriteRowAsync(CsvWriter csv, IEnumerable<object?> cells, CancellationToken cancellationToken)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        await csv.EndRecordAsync(cancellationToken);
    }
}
