using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Surveys.Access;
using Surveys.Http;
using Surveys.Ledger;
using Surveys.Savings;
using Surveys.ServiceRegister;

namespace Surveys.Pages.Dashboards;

/// <summary>One claim on a page, with its steps.</summary>
public sealed record ClaimView
{
    internal ClaimView(Service service, StoredSaving stored, IReadOnlyList<SavingStep> history) =>
        (Service, Stored, History) = (service, stored, history);

    /// <summary>Of which service.</summary>
    public Service Service { get; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SavingStep> History { get; }

    internal StoredSaving Stored { get; }

    /// <summary>Of which month, such as 2026-11.</summary>
    public string Month => RollupsTable.Month(Stored.Saving.Month);

    /// <summary>In which category, by its wire name.</summary>
    public string Category => WireName.Of(Stored.Saving.Category);

    /// <summary>Names the claim within its page.</summary>
    public string Anchor => $"{Service.ServiceId}-{Month}-{Category}";
}

/// <summary>A form as it was sent: what was typed, and what is wrong with it, by field.</summary>
/// <param name="Values">By field.</param>
/// <param name="Errors">By field, in words.</param>
public sealed record SubmittedForm(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, string> Errors
)
{
    /// <summary>Nothing was sent.</summary>
    public static readonly SubmittedForm None = new(new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary>What was typed; empty where nothing was.</summary>
    public string this[string field] => Values.GetValueOrDefault(field, "");

    /// <summary>What is wrong with a field; null where nothing is.</summary>
    public string? ErrorOf(string field) => Errors.GetValueOrDefault(field);
}

/// <summary>What the owner's savings page shows.</summary>
public sealed record SavingsView(
    Service Service,
    FigurePeriod Period,
    IReadOnlyList<ClaimView> Claims,
    SubmittedForm Form,
    string? Done
);

/// <summary>What the ministry's verification page shows.</summary>
public sealed record VerificationView(
    FigurePeriod Period,
    IReadOnlyList<ClaimView> Waiting,
    IReadOnlyList<ClaimView> Decided,
    SubmittedForm Form,
    string? Done
);

/// <summary>Savings on pages: owners report, the ministry verifies. What is taken and refused is what the API takes and refuses: both use <see cref="SavingClaims"/>.</summary>
internal static partial class SavingPages
{
    private const long MaxFormBytes = 128 * 1024;

    public static readonly Endpoint ShowSavings = new(
        "ShowSavings",
        "GET",
        "services/{serviceId}/savings",
        Roles.Owner | Roles.Admin,
        ShowSavingsAsync
    )
    {
        Summary = "The page on which an owner reports what a month saved",
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint SubmitSaving = new(
        "SubmitSaving",
        "POST",
        "services/{serviceId}/savings",
        Roles.Owner | Roles.Admin,
        SubmitSavingAsync
    )
    {
        Summary = "Report or correct a month's saving as a form",
        MaxBodyBytes = MaxFormBytes,
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint ShowVerification = new(
        "ShowVerification",
        "GET",
        "ministry/savings",
        Roles.Ministry,
        ShowVerificationAsync
    )
    {
        Summary = "The page on which the ministry verifies or rejects claimed savings",
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    public static readonly Endpoint SubmitVerification = new(
        "SubmitVerification",
        "POST",
        "ministry/savings",
        Roles.Ministry,
        SubmitVerificationAsync
    )
    {
        Summary = "Verify or reject a claimed saving as a form",
        MaxBodyBytes = MaxFormBytes,
        AcceptsSession = true,
        ProblemPage = DashboardPage.ShowProblem,
    };

    private static async Task<IResult> ShowSavingsAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        SavingsTable savings,
        Sessions sessions,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return Unknown(page);
        }

        // A claim that is to be corrected comes into the form as it stands.
        var query = context.Request.Query;
        var period = FigurePeriod.Read(query, service.DayOf(time.GetUtcNow()));
        var form = SubmittedForm.None;
        if (
            WireName.Find<SavingCategory>(query["category"]) is { } category
            && SavingClaims.ReadPlace(query["month"].ToString(), WireName.Of(category), new ValidationErrors())
                is { Month: { Year: > 1 } month }
        )
        {
            form = await savings.FindAsync(serviceId, month, category, cancellationToken) is { } known
                ? Filled(known)
                : new SubmittedForm(
                    new Dictionary<string, string>
                    {
                        ["month"] = RollupsTable.Month(month),
                        ["category"] = WireName.Of(category),
                    },
                    new Dictionary<string, string>()
                );
        }

        var done = query["done"] == "1" ? page.Texts.SavingDone : null;
        return await SavingsAsync(200, page, service, period, form, done, savings, cancellationToken);
    }

    private static async Task<IResult> SubmitSavingAsync(
        string serviceId,
        HttpContext context,
        ServicesTable services,
        SavingsTable savings,
        SavingClaims claims,
        Sessions sessions,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var form = await SignInEndpoints.ReadFormAsync(context.Request, cancellationToken);
        var page = DashboardContext.Of(context, sessions);
        if (!sessions.IsOwn(context, form.GetValueOrDefault("form").ToString()))
        {
            return DashboardPage.Message(403, page, page.Texts.StaleHeading, page.Texts.StaleText);
        }

        if (await services.FindAsync(serviceId, cancellationToken) is not { } service)
        {
            return Unknown(page);
        }

        var period = FigurePeriod.Read(context.Request.Query, service.DayOf(time.GetUtcNow()));
        var errors = new ValidationErrors();
        var typed = Typed(
            form,
            "month",
            "category",
            "amount",
            "hours",
            "cashReleasing",
            "method",
            "evidenceUrl",
            "etag"
        );
        var place = SavingClaims.ReadPlace(typed["month"], typed["category"], errors);
        var report = Read(
            typed,
            errors,
            fields => SavingClaims.ReadReport(fields, place.Category),
            ["amount", "hours"],
            ["method", "evidenceUrl"],
            flag: "cashReleasing"
        );
        var words = Words(page.Texts, errors);
        if (errors.Any)
        {
            return await SavingsAsync(
                400,
                page,
                service,
                period,
                new SubmittedForm(typed, words),
                null,
                savings,
                cancellationToken
            );
        }

        var result = await claims.ReportAsync(
            serviceId,
            place.Month,
            place.Category!.Value,
            report,
            Caller.Of(context).KeyId,
            seen => WasSeen(typed["etag"], seen),
            cancellationToken
        );
        if (result.Refusal is not null)
        {
            // Somebody else was quicker, or this is a correction that didn't know of what it corrects: what stands is in the table beneath; what was typed stays, to be sent again over it.
            var known = await savings.FindAsync(serviceId, place.Month, place.Category.Value, cancellationToken);
            var again = new Dictionary<string, string>(typed) { ["etag"] = known?.ETag.ToString("G") ?? "" };
            return await SavingsAsync(
                409,
                page,
                service,
                period,
                new SubmittedForm(again, new Dictionary<string, string> { ["month"] = page.Texts.SavingChanged }),
                null,
                savings,
                cancellationToken
            );
        }

        return new SeeOther((page with { Query = [.. period.Query] }).With("done", "1"));
    }

    private static async Task<IResult> ShowVerificationAsync(
        HttpContext context,
        ServicesTable services,
        SavingsTable savings,
        Sessions sessions,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var page = DashboardContext.Of(context, sessions);
        return await VerificationAsync(
            200,
            page,
            PeriodOf(context, time),
            SubmittedForm.None,
            context.Request.Query["done"] == "1" ? page.Texts.DecisionDone : null,
            services,
            savings,
            cancellationToken
        );
    }

    private static async Task<IResult> SubmitVerificationAsync(
        HttpContext context,
        ServicesTable services,
        SavingsTable savings,
        SavingClaims claims,
        Sessions sessions,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var form = await SignInEndpoints.ReadFormAsync(context.Request, cancellationToken);
        var page = DashboardContext.Of(context, sessions);
        if (!sessions.IsOwn(context, form.GetValueOrDefault("form").ToString()))
        {
            return DashboardPage.Message(403, page, page.Texts.StaleHeading, page.Texts.StaleText);
        }

        var period = PeriodOf(context, time);
        var errors = new ValidationErrors();
        var typed = Typed(form, "serviceId", "month", "category", "status", "verifiedAmount", "note", "etag");
        var place = SavingClaims.ReadPlace(typed["month"], typed["category"], errors);
        var decision = Read(
            typed,
            errors,
            fields => SavingClaims.ReadDecision(fields, place.Category),
            ["verifiedAmount"],
            ["status", "note"],
            flag: null
        );
        var words = Words(page.Texts, errors);
        if (!errors.Any)
        {
            var result = await services.FindAsync(typed["serviceId"], cancellationToken) is { Test: false }
                ? await claims.DecideAsync(
                    typed["serviceId"],
                    place.Month,
                    place.Category!.Value,
                    decision!,
                    Caller.Of(context).KeyId,
                    seen => WasSeen(typed["etag"], seen),
                    cancellationToken
                )
                : ClaimResult.Refused(ClaimRefusal.Unknown);
            if (result.Refusal is null)
            {
                return new SeeOther((page with { Query = [.. period.Query] }).With("done", "1"));
            }

            words["claim"] = result.Refusal switch
            {
                ClaimRefusal.Changed => page.Texts.DecisionChanged,
                ClaimRefusal.Decided => page.Texts.DecisionMade,
                ClaimRefusal.OwnReport => page.Texts.DecisionOwn,
                _ => page.Texts.DecisionUnknown,
            };
        }

        return await VerificationAsync(
            errors.Any ? 400 : 409,
            page,
            period,
            new SubmittedForm(typed, words),
            null,
            services,
            savings,
            cancellationToken
        );
    }

    private static async Task<IResult> SavingsAsync(
        int status,
        DashboardContext page,
        Service service,
        FigurePeriod period,
        SubmittedForm form,
        string? done,
        SavingsTable savings,
        CancellationToken cancellationToken
    )
    {
        var claims = await savings.ReadAsync(
            service.ServiceId,
            period.Window.First,
            period.Window.Last,
            cancellationToken
        );
        var view = new SavingsView(
            service,
            period,
            [.. claims.Reverse().Select(each => new ClaimView(service, each.Stored, each.History))],
            form,
            done
        );
        return DashboardPage.Of<SavingsPage>(
            status,
            page with
            {
                Query = [.. period.Query],
            },
            (nameof(SavingsPage.View), view)
        );
    }

    private static async Task<IResult> VerificationAsync(
        int status,
        DashboardContext page,
        FigurePeriod period,
        SubmittedForm form,
        string? done,
        ServicesTable services,
        SavingsTable savings,
        CancellationToken cancellationToken
    )
    {
        var all = (await services.ListAsync(cancellationToken))
            .Select(stored => stored.Service)
            .Where(service => !service.Test)
            .ToDictionary(service => service.ServiceId, StringComparer.Ordinal);
        var lines = (await savings.ReadAllWithHistoryAsync(period.Window.First, period.Window.Last, cancellationToken))
            .Where(each => all.ContainsKey(each.Stored.Saving.ServiceId))
            .Select(each => new ClaimView(all[each.Stored.Saving.ServiceId], each.Stored, each.History))
            .OrderByDescending(line => line.Stored.Saving.Month)
            .ThenBy(line => line.Service.ServiceId, StringComparer.Ordinal)
            .ThenBy(line => line.Stored.Saving.Category)
            .ToLookup(line => line.Stored.Saving.Status is SavingStatus.Claimed);
        return DashboardPage.Of<VerificationPage>(
            status,
            page with
            {
                Query = [.. period.Query],
            },
            (
                nameof(VerificationPage.View),
                new VerificationView(period, [.. lines[true]], [.. lines[false]], form, done)
            )
        );
    }

    /// <summary>Reads a form by the rules of the API: numbers as people write them become numbers, what was left empty is left out.</summary>
    private static T Read<T>(
        IReadOnlyDictionary<string, string> typed,
        ValidationErrors errors,
        Func<JsonFields, T> read,
        string[] numbers,
        string[] texts,
        string? flag
    )
    {
        var body = new JsonObject();
        foreach (var name in numbers.Where(name => typed[name].Length > 0))
        {
            body[name] = NumberIn(typed[name]) is { } number ? JsonValue.Create(number) : JsonValue.Create(typed[name]);
        }

        foreach (var name in texts.Where(name => typed[name].Length > 0))
        {
            body[name] = typed[name];
        }

        if (flag is not null)
        {
            body[flag] = typed[flag].Length > 0;
        }

        using var document = JsonDocument.Parse(body.ToJsonString());
        return read(new JsonFields(document.RootElement, "", errors));
    }

    [GeneratedRegex(@"\A-?[1-9][0-9]{0,2}[.,][0-9]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ambiguous { get; }

    /// <summary>A number with spaces between its groups, and a point or a comma before its decimals. 1,234 is none: to some it is a thousand times what it is to others.</summary>
    private static decimal? NumberIn(string typed)
    {
        var plain = string.Concat(typed.Where(unit => !char.IsWhiteSpace(unit))).Replace('\u2212', '-');
        if (Ambiguous.IsMatch(plain))
        {
            return null;
        }

        plain = plain.Contains('.', StringComparison.Ordinal)
            ? plain.Replace(",", "", StringComparison.Ordinal)
            : plain.Replace(',', '.');
        return decimal.TryParse(
            plain,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
    }

    private static Dictionary<string, string> Typed(Dictionary<string, StringValues> form, params string[] fields) =>
        fields.ToDictionary(
            field => field,
            field => Interactions.Comments.Clean(form.GetValueOrDefault(field).ToString()).Trim(),
            StringComparer.Ordinal
        );

    /// <summary>Faults by field, in the reader's words.</summary>
    private static Dictionary<string, string> Words(DashboardTexts texts, ValidationErrors errors) =>
        errors
            .ToErrors()
            .Keys.Select(at => at.TrimStart('/'))
            .Distinct()
            .ToDictionary(
                field => field,
                field => texts.Named("Fault", char.ToUpperInvariant(field[0]) + field[1..]),
                StringComparer.Ordinal
            );

    private static SubmittedForm Filled(StoredSaving known)
    {
        var report = known.Saving.Step.Report;
        string Number(decimal? number) =>
            number?.ToString("0.####", CultureInfo.InvariantCulture) is { } text
                ? text + (Ambiguous.IsMatch(text) ? "0" : "")
                : "";
        return new SubmittedForm(
            new Dictionary<string, string>
            {
                ["month"] = RollupsTable.Month(known.Saving.Month),
                ["category"] = WireName.Of(known.Saving.Category),
                ["amount"] = Number(report.Amount),
                ["hours"] = Number(report.Hours),
                ["cashReleasing"] = report.CashReleasing ? "1" : "",
                ["method"] = report.Method ?? "",
                ["evidenceUrl"] = report.EvidenceUrl ?? "",
                ["etag"] = known.ETag.ToString("G"),
            },
            new Dictionary<string, string>()
        );
    }

    /// <summary>The form knows the state that stands; a form for something new knows of none.</summary>
    private static bool WasSeen(string etag, string? current) => (current ?? "") == etag;

    private static FigurePeriod PeriodOf(HttpContext context, TimeProvider time) =>
        FigurePeriod.Read(context.Request.Query, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    private static DashboardPage Unknown(DashboardContext page) =>
        DashboardPage.Message(404, page, page.Texts.UnknownHeading, page.Texts.UnknownText);
}
