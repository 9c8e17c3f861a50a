using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Savings;

namespace Surveys.Pages.Dashboards;

/// <summary>
/// A form of the savings pages. It is read by the rules of the API, except that numbers can be written as people write
/// them and that empty fields count as missing.
/// </summary>
/// <param name="Numbers">The fields with numbers.</param>
/// <param name="Texts">The fields with text.</param>
/// <param name="Flag">The checkbox; null if there is none.</param>
internal sealed record SavingForm(string[] Numbers, string[] Texts, string? Flag)
{
    /// <summary>The owner's form, which reports or corrects a saving.</summary>
    public static readonly SavingForm Report = new(["amount", "hours"], ["method", "evidenceUrl"], "cashReleasing");

    /// <summary>The ministry's form, which verifies or rejects a claim.</summary>
    public static readonly SavingForm Decision = new(["verifiedAmount"], ["status", "note"], null);

    /// <summary>The fields that say which claim the form is about, and which version of it the reader saw.</summary>
    private static readonly string[] ClaimFields = ["serviceId", "month", "category", "etag"];

    /// <summary>Reads a request; null if the form is not from this session.</summary>
    public async Task<SavingSubmission?> ReadAsync(
        HttpContext context,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        var form = await SignInEndpoints.ReadFormAsync(context.Request, cancellationToken);
        if (!sessions.IsOwn(context, form.GetValueOrDefault("form").ToString()))
        {
            return null;
        }

        string[] fields = [.. ClaimFields, .. Numbers, .. Texts, .. Flag is null ? [] : (string[])[Flag]];
        return new SavingSubmission(
            this,
            fields.ToDictionary(
                field => field,
                field => Interactions.Comments.Clean(form.GetValueOrDefault(field).ToString()).Trim(),
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>The owner's form with the values of a claim, for a correction.</summary>
    public static SubmittedForm Of(StoredSaving stored)
    {
        var report = stored.Saving.Step.Report;
        return new SubmittedForm(
            new Dictionary<string, string>
            {
                ["month"] = RollupsTable.Month(stored.Saving.Month),
                ["category"] = WireName.Of(stored.Saving.Category),
                ["amount"] = TypedNumber.Format(report.Amount),
                ["hours"] = TypedNumber.Format(report.Hours),
                ["cashReleasing"] = report.CashReleasing ? "1" : "",
                ["method"] = report.Method ?? "",
                ["evidenceUrl"] = report.EvidenceUrl ?? "",
                ["etag"] = stored.ETag.ToString("G"),
            }
        );
    }
}

/// <summary>The values of a submitted form of the savings pages.</summary>
internal sealed class SavingSubmission
{
    private readonly SavingForm form;
    private readonly Dictionary<string, string> values;

    public SavingSubmission(SavingForm form, Dictionary<string, string> values)
    {
        (this.form, this.values) = (form, values);
        (Month, Category) = SavingClaims.ReadMonthAndCategory(values["month"], values["category"], Errors);
    }

    /// <summary>The validation errors found so far.</summary>
    public ValidationErrors Errors { get; } = new();

    /// <summary>The first day of the month.</summary>
    public DateOnly Month { get; }

    /// <summary>The category; null if it is unknown, which is also an error.</summary>
    public SavingCategory? Category { get; }

    /// <summary>The service, as the ministry's form names it.</summary>
    public string ServiceId => values["serviceId"];

    /// <summary>Reads the fields with a reader of the API, which adds its errors to <see cref="Errors"/>.</summary>
    public T Read<T>(Func<JsonFields, SavingCategory?, T> read)
    {
        var body = new JsonObject();
        foreach (var name in form.Numbers.Where(name => values[name].Length > 0))
        {
            body[name] = TypedNumber.Parse(values[name]) is { } number ? number : values[name];
        }

        foreach (var name in form.Texts.Where(name => values[name].Length > 0))
        {
            body[name] = values[name];
        }

        if (form.Flag is { } flag)
        {
            body[flag] = values[flag].Length > 0;
        }

        using var document = JsonDocument.Parse(body.ToJsonString());
        return read(new JsonFields(document.RootElement, "", Errors), Category);
    }

    /// <summary>The reader saw this version of the claim; null means that nothing is reported yet.</summary>
    public bool HasSeen(string? etag) => (etag ?? "") == values["etag"];

    /// <summary>The form with its validation errors in the reader's language.</summary>
    public SubmittedForm ShowErrors(DashboardTexts texts) =>
        new(
            values,
            Errors
                .ToErrors()
                .Keys.Select(pointer => pointer.TrimStart('/'))
                .Distinct()
                .ToDictionary(
                    field => field,
                    field => texts.Named("Fault", char.ToUpperInvariant(field[0]) + field[1..]),
                    StringComparer.Ordinal
                )
        );

    /// <summary>The form with one message at a field.</summary>
    public SubmittedForm ShowMessage(string field, string message) =>
        new(values, new Dictionary<string, string> { [field] = message });

    /// <summary>The form with one message at a field, based on another version of the claim.</summary>
    public SubmittedForm ShowMessage(string field, string message, string etag) =>
        new(
            new Dictionary<string, string>(values) { ["etag"] = etag },
            new Dictionary<string, string> { [field] = message }
        );
}
