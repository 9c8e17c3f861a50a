using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Surveys.Access;
using Surveys.Audit;
using Surveys.Http;
using Surveys.Interactions;
using Surveys.Ledger;
using Surveys.ServiceRegister;

namespace Surveys.Invitations;

/// <summary>Reporting interactions, bringing in the past, reading how a text stands, withdrawing.</summary>
internal static class InteractionEndpoints
{
    /// <summary>Days back that are searched for an interaction whose day isn't named.</summary>
    private const int SearchedDays = 30;

    /// <summary>Items of one request under way at once; they meet again in the ledger's group commits.</summary>
    private const int ParallelItems = 128;

    public static readonly Endpoint ReportInteractions = new(
        "ReportInteractions",
        "POST",
        "v1/interactions",
        Roles.Producer,
        ReportAsync
    )
    {
        Summary = "Report completed service interactions",
        Query = [],
    };

    public static readonly Endpoint ImportInteractions = new(
        "ImportInteractions",
        "POST",
        "v1/imports",
        Roles.Admin,
        ImportAsync
    )
    {
        Summary = "Bring in the past, interactions with or without their answers; sends nothing, makes no links",
        Query = [],
    };

    public static readonly Endpoint GetInteraction = new(
        "GetInteraction",
        "GET",
        "v1/services/{serviceId}/interactions/{interactionId}",
        Roles.Producer | Roles.Owner | Roles.Admin,
        FindAsync
    )
    {
        Summary = "How one interaction's text stands; not whether it was answered",
        Query = ["day"],
    };

    public static readonly Endpoint WithdrawInteraction = new(
        "WithdrawInteraction",
        "DELETE",
        "v1/services/{serviceId}/interactions/{interactionId}",
        Roles.Producer | Roles.Admin,
        WithdrawAsync
    )
    {
        Summary = "Withdraw an interaction reported in error",
        Query = ["day"],
    };

    private static async Task<IResult> ReportAsync(
        HttpContext context,
        ServicesTable services,
        InteractionIntake accepting,
        SendScheduler nudge,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!ReportedItems.IsTaken(context.Request))
        {
            return Problem.UnsupportedMediaType(
                "application/json, application/cloudevents+json, application/cloudevents-batch+json"
            );
        }

        using var body = RequestBody.Parse(
            await RequestBody.ReadAsync(context.Request, Endpoint.DefaultMaxBodyBytes, cancellationToken)
        );
        var (items, isSingle) = ReportedItems.Read(context.Request, body.RootElement);
        return await AcceptAllAsync(
            context,
            items,
            isSingle,
            import: false,
            services,
            accepting,
            nudge,
            time,
            cancellationToken
        );
    }

    private static async Task<IResult> ImportAsync(
        HttpContext context,
        ServicesTable services,
        InteractionIntake accepting,
        SendScheduler nudge,
        AuditLog audit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var body = await RequestBody.ReadJsonAsync(
            context.Request,
            Endpoint.DefaultMaxBodyBytes,
            cancellationToken
        );
        var items = ReportedItems
            .Elements(body.RootElement, "an array")
            .Select((element, index) => new ReportedItem(index, "", element, new ValidationErrors()))
            .ToList();
        await audit.WriteAsync(ImportEntry(Caller.Of(context), items), cancellationToken);
        return await AcceptAllAsync(
            context,
            items,
            isSingle: false,
            import: true,
            services,
            accepting,
            nudge,
            time,
            cancellationToken
        );
    }

    /// <summary>The entry of an import: the number of items, and the service if all items are of one.</summary>
    private static AuditEntry ImportEntry(Caller caller, IReadOnlyCollection<ReportedItem> items)
    {
        var services = items.Select(item => TextOf(item.Element, "serviceId")).Distinct().Take(2).ToList();
        return caller.Entry(AuditAction.Imported) with
        {
            Service = services is [{ } service] && ServiceId.IsValid(service) ? service : null,
            Count = items.Count,
        };
    }

    private static async Task<IResult> AcceptAllAsync(
        HttpContext context,
        IReadOnlyList<ReportedItem> items,
        bool isSingle,
        bool import,
        ServicesTable services,
        InteractionIntake accepting,
        SendScheduler nudge,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context);
        var answers = new ItemAnswer[items.Count];
        var foreign = 0;
        var due = new ConcurrentBag<DueSms>();
        try
        {
            await Parallel.ForEachAsync(
                items,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelItems, CancellationToken = cancellationToken },
                async (item, cancel) =>
                {
                    var fields = new JsonFields(item.Element, item.Pointer, item.Errors);
                    var report = accepting.Read(fields, import);
                    var serviceId = TextOf(item.Element, "serviceId");
                    if (serviceId is not null && !import && !caller.MaySee(serviceId))
                    {
                        // Nothing more is told of another's service, not even what else is wrong with the item.
                        Interlocked.Increment(ref foreign);
                        answers[item.Index] = Reject(
                            item,
                            new ValidationErrors().Add($"{item.Pointer}/serviceId", "This key is not for that service.")
                        );
                        return;
                    }

                    if (report is not null && await services.FindAsync(report.ServiceId, cancel) is { } service)
                    {
                        var accepted = await accepting.AcceptAsync(report, service, import, cancel);
                        if (accepted.Text is { } text)
                        {
                            due.Add(text);
                        }

                        answers[item.Index] = accepted.Faults is { } errors
                            ? Reject(item, Prefix(errors, item.Pointer))
                            : new ItemAnswer(
                                item.Index,
                                report.InteractionId,
                                accepted.Status,
                                accepted.Invitation,
                                null
                            );
                        return;
                    }

                    if (report is not null)
                    {
                        item.Errors.Add($"{item.Pointer}/serviceId", "No such service is registered.");
                    }

                    answers[item.Index] = Reject(item, item.Errors);
                }
            );
        }
        finally
        {
            // Whatever became of the others: what is stored is told.
            await nudge.ScheduleAsync(due, CancellationToken.None);
        }

        if (answers.Any(answer => answer.Status is not ItemStatus.Rejected))
        {
            return Results.Json(new ItemAnswers(answers), InvitationJson.Default.ItemAnswers, statusCode: 202);
        }

        if (foreign == items.Count)
        {
            return Problem.Forbidden("This key is for none of the services named.");
        }

        var all = new ValidationErrors();
        foreach (var answer in answers)
        {
            foreach (var (at, messages) in answer.Errors!)
            {
                foreach (var message in messages)
                {
                    all.Add(
                        isSingle ? at : string.Create(CultureInfo.InvariantCulture, $"/{answer.Index}{at}"),
                        message
                    );
                }
            }
        }

        return Problem.Invalid(all);
    }

    private static async Task<IResult> FindAsync(
        string serviceId,
        string interactionId,
        string? day,
        HttpContext context,
        ServicesTable services,
        Ledger.InteractionLedger ledger,
        SurveyLinks links,
        AuditLog audit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (await SearchAsync(serviceId, interactionId, day, services, ledger, time, cancellationToken) is not { } row)
        {
            return Problem.NotFound("No such interaction was reported in the days searched.");
        }

        var caller = Caller.Of(context);
        if (caller.Role is Roles.Admin)
        {
            var entry = EntryOf(caller, AuditAction.InteractionViewed, row);
            await audit.WriteAsync(entry, cancellationToken);
        }

        return Results.Json(
            new InteractionStatus(
                serviceId,
                row.Report.InteractionId,
                row.Key.ServiceDay.Day,
                Invitation.Of(row, links, caller.Role)
            ),
            InvitationJson.Default.InteractionStatus
        );
    }

    private static AuditEntry EntryOf(Caller caller, AuditAction action, Interaction row) =>
        caller.Entry(action) with
        {
            Service = row.Key.ServiceDay.ServiceId,
            Month = RollupsTable.Month(row.Key.ServiceDay.Day),
            Subject = row.Report.InteractionId,
        };

    private static async Task<IResult> WithdrawAsync(
        string serviceId,
        string interactionId,
        string? day,
        HttpContext context,
        ServicesTable services,
        Ledger.InteractionLedger ledger,
        AuditLog audit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (
            await SearchAsync(serviceId, interactionId, day, services, ledger, time, cancellationToken) is not { } found
        )
        {
            return Problem.NotFound("No such interaction was reported in the days searched.");
        }

        var service = await services.FindAsync(serviceId, cancellationToken);
        var caller = Caller.Of(context);
        var isAdmin = caller.Role is Roles.Admin;
        if (isAdmin)
        {
            await audit.WriteAsync(EntryOf(caller, AuditAction.InteractionWithdrawn, found), cancellationToken);
        }

        var now = time.GetUtcNow();
        await ledger.ChangeAsync(
            found.Key,
            expectNew: false,
            row => new Decision<bool>(
                row is null ? null
                    : isAdmin ? Withdrawals.ByAdmin(row)
                    : Withdrawals.ByReporter(row, service!, now),
                true
            ),
            cancellationToken
        );

        // The answer is the same whatever the row says: a refusal would tell that the survey was answered.
        return Results.NoContent();
    }

    private static async Task<Interaction?> SearchAsync(
        string serviceId,
        string interactionId,
        string? day,
        ServicesTable services,
        Ledger.InteractionLedger ledger,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        DateOnly? named = null;
        if (day is not null)
        {
            if (
                !DateOnly.TryParseExact(
                    day,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var parsed
                )
            )
            {
                throw new ProblemException(Problem.Invalid("day", "Must be a date such as 2026-11-23."));
            }

            named = parsed;
        }

        if (
            await services.FindAsync(serviceId, cancellationToken) is not { } service
            || InteractionReport.FindIdError(interactionId) is not null
        )
        {
            return null;
        }

        var today = service.DayOf(time.GetUtcNow());
        var days = named is { } one
            ? [one]
            : Enumerable.Range(-1, SearchedDays + 2).Select(back => today.AddDays(-back));
        var rows = await Task.WhenAll(
            days.Select(each =>
                ledger.FindAsync(InteractionKey.Of(serviceId, each, interactionId, service.Shards), cancellationToken)
            )
        );
        return rows.FirstOrDefault(row => row is not null);
    }

    private static ItemAnswer Reject(ReportedItem item, ValidationErrors errors)
    {
        var id = TextOf(item.Element, "interactionId");
        return new ItemAnswer(item.Index, id, ItemStatus.Rejected, null, errors.ToErrors());
    }

    private static string? TextOf(JsonElement element, string name)
    {
        try
        {
            return
                element.ValueKind is JsonValueKind.Object
                && element.TryGetProperty(name, out var value)
                && value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text.
            return null;
        }
    }

    private static ValidationErrors Prefix(ValidationErrors errors, string at)
    {
        var prefixed = new ValidationErrors();
        foreach (var (pointer, messages) in errors.ToErrors())
        {
            foreach (var message in messages)
            {
                prefixed.Add(at + pointer, message);
            }
        }

        return prefixed;
    }
}
